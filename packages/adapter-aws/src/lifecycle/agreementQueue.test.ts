import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber } from "effect"
import { secretsIn } from "../../../../tooling/canaries/secretsIn.ts"
import { signedNotification } from "../../test/signedMessage.ts"
import {
  aQueue,
  aStore,
  away,
  deprovisioned,
  endOfAcme,
  licenseEvent,
  linkAcme,
  reading,
  until
} from "../../test/queueSteps.ts"
import type { RefusedMessage } from "./AgreementQueueOptions.ts"

describe("agreementQueue", () => {
  it.effect("F29: an event in the queue ends the subscription, and only then is it deleted", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      yield* linkAcme
      server.send(deprovisioned())

      yield* reading(server.queueUrl)
      yield* until(() => server.left().length === 0)

      assert.strictEqual(yield* endOfAcme, "2026-03-10T12:10:31.000Z")
      const [receive, remove] = server.requests
      assert.deepStrictEqual(receive?.body, {
        QueueUrl: server.queueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        VisibilityTimeout: 120,
        WaitTimeSeconds: 20
      })
      assert.strictEqual(remove?.body.Entries?.length, 1)
    }).pipe(Effect.provide(aStore()))
  )

  it.effect(
    "F30, F31: what comes twice and out of order, directly or through topics, comes to the same",
    () =>
      Effect.gen(function* () {
        const server = yield* aQueue()
        yield* linkAcme
        const back = licenseEvent("License Updated", "2026-03-10T12:30:00Z")
        const throughTopic = { Type: "Notification", MessageId: "m-1", TopicArn: "arn", Message: back }
        server.send(back, deprovisioned("e-1"), deprovisioned("e-1"), JSON.stringify(throughTopic))
        server.send(JSON.stringify(signedNotification()))

        yield* reading(server.queueUrl)
        yield* until(() => server.left().length === 0)

        assert.isUndefined(yield* endOfAcme)
      }).pipe(Effect.provide(aStore()))
  )

  it.effect("F31: an event of an unknown buyer is parked, and leaves the queue", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      server.send(deprovisioned())

      const { told } = yield* reading(server.queueUrl)
      yield* until(() => server.left().length === 0)

      assert.deepStrictEqual(told, [])
    }).pipe(Effect.provide(aStore()))
  )

  it.effect(
    "a message whose deletion nobody heard of, or that SQS did not delete, changes nothing twice",
    () =>
      Effect.gen(function* () {
        const server = yield* aQueue()
        yield* linkAcme
        server.fault("DeleteMessageBatch", { _tag: "ReplyLost" }, { _tag: "NotDeleted" })
        server.send(deprovisioned("e-1"))

        const { told } = yield* reading(server.queueUrl)
        yield* until(() => told.some((line) => line.includes("may not be deleted")))
        server.send(deprovisioned("e-1"))
        yield* until(() => told.some((line) => line.includes("SQS refused 1")))
        server.pass(120)
        yield* until(() => server.left().length === 0)

        assert.strictEqual(yield* endOfAcme, "2026-03-10T12:10:31.000Z")
        assert.notInclude(told.join(), "#1")
        assert.strictEqual(told.filter((line) => line.includes("ends at")).length, 1)
      }).pipe(Effect.provide(aStore()))
  )

  it.effect("two readers of one queue follow each message, and neither waits for the other", () => {
    const kept: Array<string> = []
    const store = aStore((keep) => (event, at) => {
      kept.push(event.eventId)
      return keep(event, at)
    })
    return Effect.gen(function* () {
      const server = yield* aQueue()
      const ids = Array.from({ length: 25 }, (_, index) => `e-${index}`)
      yield* reading(server.queueUrl)
      yield* reading(server.queueUrl)

      server.send(...ids.map(deprovisioned))
      yield* until(() => server.left().length === 0)

      assert.sameMembers(kept, ids)
    }).pipe(Effect.provide(store))
  })

  it.effect("what cannot be read is told of and left, for the redrive policy to set aside", () =>
    Effect.gen(function* () {
      const server = yield* aQueue(2)
      const refused: Array<RefusedMessage> = []
      server.send("{ canary", deprovisioned(), JSON.stringify({ source: "aws.ec2" }))
      const onRefused = (message: RefusedMessage) => {
        refused.push(message)
        throw new Error("the host's own fault")
      }

      const { told } = yield* reading(server.queueUrl, { onRefused })
      yield* until(() => refused.length === 2 && server.left().length === 2)
      server.pass(120)
      yield* until(() => refused.length === 4)
      server.pass(120)

      const codes = refused.map(({ error, receiveCount }) => [error.code, receiveCount])
      assert.deepStrictEqual(codes, [
        ["NotJson", 1],
        ["NotOurs", 1],
        ["NotJson", 2],
        ["NotOurs", 2]
      ])
      assert.deepStrictEqual([server.setAside.length, server.left().length], [2, 0])
      assert.strictEqual(told.filter((line) => /^Error Message .* is left in the queue/.test(line)).length, 4)
      assert.deepStrictEqual(secretsIn(told.join()), [])
    }).pipe(Effect.provide(aStore()))
  )

  it.effect("a message that comes again and again asks for a redrive policy", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      server.send("{")

      const { told } = yield* reading(server.queueUrl)
      for (let receives = 1; receives <= 101; receives++) {
        yield* until(() => told.length === receives)
        server.pass(120)
      }

      assert.notInclude(told[99], "redrive policy")
      assert.include(told[100], "redrive policy")
    }).pipe(Effect.provide(aStore()))
  )

  it.effect("while the store is away its messages stay, and are followed when it is back", () => {
    const tried: Array<string> = []
    const store = aStore((keep) => (event, at) => (tried.push(event.eventId) <= 3 ? away : keep(event, at)))
    return Effect.gen(function* () {
      const server = yield* aQueue()
      yield* linkAcme
      server.send(deprovisioned("e-1"), deprovisioned("e-2"))

      const { told } = yield* reading(server.queueUrl)
      yield* until(() => tried.length === 2)
      server.pass(120)
      yield* until(() => tried.length === 4)
      server.pass(120)
      yield* until(() => server.left().length === 0)

      assert.deepStrictEqual(tried, ["e-1", "e-2", "e-1", "e-2", "e-1"])
      assert.strictEqual(yield* endOfAcme, "2026-03-10T12:10:31.000Z")
      assert.strictEqual(told.filter((line) => line.includes("was not followed")).length, 3)
      assert.include(told[0], "LicenseDeprovisioned of message")
      assert.include(told[0], "no route")
    }).pipe(Effect.provide(store))
  })

  it.effect("what hangs is given up before somebody else receives it, and holds up nothing", () => {
    const tried: Array<string> = []
    const store = aStore((keep) => (event, at) => {
      tried.push(event.eventId)
      return event.eventId === "hangs" ? Effect.never : keep(event, at)
    })
    return Effect.gen(function* () {
      const server = yield* aQueue()
      server.send(deprovisioned("hangs"), deprovisioned("e-2"))

      const { told } = yield* reading(server.queueUrl, { visibilityTimeout: Duration.minutes(1) })
      yield* until(() => server.left().length === 1)

      assert.strictEqual(server.requests[0]?.body.VisibilityTimeout, 60)
      assert.deepStrictEqual(tried, ["hangs", "e-2"])
      assert.include(told[0], "TimeoutError")
    }).pipe(Effect.provide(store))
  })

  it.effect("when it is stopped, what is in hand is finished, and nothing more is received", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      const begun = yield* Deferred.make<void>()
      const mayEnd = yield* Deferred.make<void>()
      const store = aStore(
        (keep) => (event, at) =>
          Deferred.succeed(begun, undefined).pipe(
            Effect.andThen(Deferred.await(mayEnd)),
            Effect.andThen(keep(event, at))
          )
      )
      server.send(deprovisioned("e-1"), deprovisioned("e-2"))

      const { fiber } = yield* Effect.provide(reading(server.queueUrl), store)
      yield* Deferred.await(begun)
      fiber.interruptUnsafe()
      yield* Deferred.succeed(mayEnd, undefined)
      yield* Fiber.await(fiber)
      server.send(deprovisioned("e-3"))

      assert.strictEqual(server.left().length, 1)
      assert.deepStrictEqual(
        server.requests.map(({ operation }) => operation),
        ["ReceiveMessage", "DeleteMessageBatch"]
      )
    })
  )

  it.effect("when it is stopped while it waits for messages, it waits no longer", () =>
    Effect.gen(function* () {
      const server = yield* aQueue()
      const { fiber } = yield* reading(server.queueUrl)
      yield* until(() => server.requests.length === 1)

      yield* Fiber.interrupt(fiber)

      assert.strictEqual(server.requests.length, 1)
    }).pipe(Effect.provide(aStore()))
  )
})
