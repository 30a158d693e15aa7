import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { secretsIn } from "../../../../tooling/canaries/secretsIn.ts"
import { aQueue, aStore, credentials, deprovisioned, reading, until } from "../../test/queueSteps.ts"
import type { SqsFault } from "../../test/sqsServer.ts"
import { agreementQueue } from "./agreementQueue.ts"
import { QueueError } from "./QueueError.ts"

const refused = (name: string, status = 400): SqsFault => ({ _tag: "Refused", name, status })

/** What SQS can answer, and words of what is said about it. */
const answers: ReadonlyArray<readonly [string, SqsFault, string]> = [
  ...["InvalidAddress", "InvalidSecurity", "UnsupportedOperation"].map(
    (name) => [name, refused(name), "Check queueUrl and endpoint"] as const
  ),
  ...[
    "KmsAccessDenied",
    "KmsDisabled",
    "KmsInvalidKeyUsage",
    "KmsInvalidState",
    "KmsNotFound",
    "KmsOptInRequired"
  ].map((name) => [name, refused(name), "kms:Decrypt"] as const),
  ...["KmsThrottled", "OverLimit", "RequestThrottled", "ThrottlingException"].map(
    (name) => [name, refused(name), "what else reads the queue"] as const
  ),
  ["QueueDoesNotExist", refused("QueueDoesNotExist"), "There is no such queue"],
  ["AccessDenied", refused("AccessDenied", 403), "sqs:ReceiveMessage and sqs:DeleteMessage"],
  ["AccessDeniedException", refused("AccessDeniedException", 403), "sqs:ReceiveMessage"],
  ["ExpiredToken", refused("ExpiredToken", 403), "temporary AWS credentials have expired"],
  ["a name never seen before", refused("BrandNew", 500), "What came back proves nothing"],
  ["a page of a proxy", { _tag: "Page" }, "The answer is no JSON"],
  ["a connection that is cut", { _tag: "ReplyLost" }, "the connection was cut"]
]

describe("errors of SQS", () => {
  it.effect.each(answers)("%s is said, and ends nothing", ([, fault, words]) =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      server.fault("ReceiveMessage", fault)
      server.send(deprovisioned())

      const { told } = yield* reading(server.queueUrl)
      yield* until(() => told.length === 1)
      server.pass(120)
      yield* until(() => server.left().length === 0)

      assert.include(told[0], "Error SQS did not answer ReceiveMessage")
      assert.include(told[0], words)
      assert.deepStrictEqual(secretsIn(told.join()), [])
    }).pipe(Effect.provide(aStore()))
  )

  it.effect.each(["ReceiveMessage", "DeleteMessageBatch"] as const)(
    "an answer to %s without an end is given up, and fills no memory",
    (operation) =>
      Effect.gen(function* () {
        const server = yield* aQueue()
        server.fault(operation, { _tag: "Endless" })
        server.send(deprovisioned())

        const { told } = yield* reading(server.queueUrl)
        yield* until(() => told.length > 0)
        server.pass(120)
        yield* until(() => server.left().length === 0)

        assert.include(told[0], "longer than 4194304 bytes")
      }).pipe(Effect.provide(aStore()))
  )

  it.effect("missing credentials are said, and end nothing", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      const none = Object.assign(new Error("none found"), { name: "CredentialsProviderError" })

      const { told } = yield* reading(server.queueUrl, { credentials: () => Promise.reject(none) })
      yield* until(() => told.length === 3)

      assert.include(told[2], "The process finds no AWS credentials")
      assert.deepStrictEqual(server.requests, [])
    }).pipe(Effect.provide(aStore()))
  )

  it("tell nothing of a receipt handle, and have a next step", () => {
    const error = new QueueError({ operation: "DeleteMessageBatch", code: "constructor", detail: "" })

    assert.deepStrictEqual([error.isRetryable, error.remedy.retry], [true, "retry"])
    assert.strictEqual(
      error.message,
      "SQS did not answer DeleteMessageBatch (constructor). What came back proves nothing: no name, or one that is not known. What to do: Nothing, unless it lasts: then read the details, and check the network and the endpoint."
    )
  })
})

describe("a queue whose host has faults of its own", () => {
  it.effect.each([
    ["rejects", () => Promise.reject(new Error("the pager is away")), "the pager is away"],
    ["never comes back", () => new Promise<never>(() => undefined), "TimeoutError"]
  ] as const)("F50: onRefused that %s is said in the log, and the queue goes on", ([, onRefused, words]) =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      server.send("{", deprovisioned())

      const { told } = yield* reading(server.queueUrl, { onRefused })
      yield* until(() => server.left().length === 1)
      server.send(deprovisioned())
      yield* until(() => server.left().length === 1)

      assert.strictEqual(told.filter((line) => line.includes(words)).length, 1)
    }).pipe(Effect.provide(aStore()))
  )

  it.effect("F44: a log that throws ends no queue, whatever it has to say", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      const full = Logger.make((): void => {
        throw new Error("no space left on the device")
      })
      server.fault("ReceiveMessage", refused("OverLimit"))
      server.fault("DeleteMessageBatch", { _tag: "NotDeleted" })
      server.send("{", deprovisioned())

      const read = agreementQueue({ queueUrl: server.queueUrl, region: "us-east-1", credentials })
      yield* Effect.forkChild(Effect.provide(read, Logger.layer([full])))
      yield* until(() => server.requests.length === 4)
      server.pass(120)
      yield* until(() => server.left().length === 1)

      assert.deepStrictEqual(server.left(), ["{"])
    }).pipe(Effect.provide(aStore()))
  )
})
