import { memoryStore } from "@tallyhour/adapter-memory"
import { type AgreementEvent, createMeter, UsageTransport } from "@tallyhour/core"
import { Duration, Layer, Result } from "effect"
import { assert, describe, it } from "vitest"
import { fromQueue } from "../../test/fromQueue.ts"
import { credentials, deprovisioned } from "../../test/queueSteps.ts"
import { startSqsServer } from "../../test/sqsServer.ts"
import { AgreementQueueInvalid } from "./AgreementQueueOptions.ts"
import { startAgreementQueue, type StartedQueueOptions } from "./startAgreementQueue.ts"

const queueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/agreements"
const follow = (): Promise<void> => Promise.resolve()
const foreign = (options: object): StartedQueueOptions => ({ follow, queueUrl, ...options })

/** Row 44 of the catalogue of bad inputs: what is handed in, and words of what is wrong with it. */
const badOptions: ReadonlyArray<readonly [string, StartedQueueOptions, string]> = [
  ["no queue", foreign({ queueUrl: undefined }), "queueUrl is no address"],
  ["a name of a queue", foreign({ queueUrl: "agreements" }), "queueUrl is no address"],
  ["an ARN", foreign({ queueUrl: "arn:aws:sqs:us-east-1:123456789012:q" }), "queueUrl is no address"],
  ["a queue with a query", foreign({ queueUrl: `${queueUrl}?Action=DeleteQueue` }), "queueUrl is no address"],
  ["a queue of another protocol", foreign({ queueUrl: "ftp://h/123456789012/q" }), "queueUrl is no address"],
  ["a queue over http:", foreign({ queueUrl: "http://sqs/123456789012/q" }), "use https:, or set allowHttp"],
  ["a queue with a password", foreign({ queueUrl: "https://u:canary@h/123456789012/q" }), "holds a user"],
  ["an endpoint that is none", foreign({ endpoint: "localhost" }), "endpoint"],
  ["credentials without a secret", foreign({ credentials: { accessKeyId: "canary" } }), "secretAccessKey"],
  ["a region that is none", foreign({ region: "Virginia" }), "region does not look like us-east-1"],
  [
    "an hour of invisibility",
    foreign({ visibilityTimeout: Duration.hours(1) }),
    "from one to fifteen minutes"
  ],
  ["a second of invisibility", foreign({ visibilityTimeout: Duration.seconds(1) }), "from one to fifteen"],
  ["invisibility in milliseconds", foreign({ visibilityTimeout: 120_000 }), "is not a Duration"],
  ["nobody who follows", foreign({ follow: undefined }), "follow is no function"],
  ["a log that is none", foreign({ log: console }), "log is no function"],
  ["an onRefused that is none", foreign({ onRefused: "me" }), "onRefused is no function"],
  ["a misspelt option", foreign({ queueURL: queueUrl }), "not a choice of the queue; did you mean queueUrl?"]
]

const aMeter = () =>
  createMeter({
    catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
    store: memoryStore(),
    transport: Layer.mock(UsageTransport, {})
  })

describe("startAgreementQueue", () => {
  it.each(badOptions)("row 44: %s", (_, options, says) => {
    const thrown = Result.try(() => startAgreementQueue(options))

    const error = Result.isFailure(thrown) ? thrown.failure : undefined
    assert.instanceOf(error, AgreementQueueInvalid)
    assert.deepStrictEqual([error.problems.length, error.remedy.retry], [1, "never"])
    assert.include(error.message, says)
    assert.notInclude(error.message, "canary")
  })

  it("row 44: all that is wrong is said at once", () => {
    const wrong = foreign({ queueUrl: "", follow: null, region: "x", visibilityTimeout: 1 })

    assert.throws(() => startAgreementQueue(wrong), /queueUrl.*region.*visibilityTimeout.*follow/)
  })

  it.each([
    {},
    { queueUrl: "https://eu-central-1.queue.amazonaws.com/123456789012/agreements.fifo" },
    { queueUrl: "http://emulator:4566/queue/000000000000/agreements", allowHttp: true },
    { credentials, endpoint: "http://127.0.0.1:4566", region: "us-gov-west-1" },
    { visibilityTimeout: Duration.minutes(15), onRefused: () => undefined }
  ])("what is right is taken: %j", async (options) => {
    const queue = startAgreementQueue({ queueUrl, follow, log: () => undefined, ...options })

    await queue.stop()
    assert.isDefined(queue)
  })

  it.each([
    ["https://sqs.eu-west-1.amazonaws.com/123456789012/agreements", {}, "eu-west-1"],
    ["https://us-gov-west-1.queue.amazonaws.com/123456789012/agreements", {}, "us-gov-west-1"],
    ["https://sqs.eu-west-1.amazonaws.com/123456789012/agreements", { region: "us-east-1" }, "us-east-1"]
  ])("requests to %s with %j are signed for %s", async (address, options, region) => {
    const server = await startSqsServer()
    const followed = Promise.withResolvers<AgreementEvent>()
    const queue = startAgreementQueue({
      queueUrl: address,
      endpoint: new URL(server.queueUrl).origin,
      credentials,
      follow: async (event) => followed.resolve(event),
      ...options
    })

    server.send(deprovisioned())
    await followed.promise
    await queue.stop()

    assert.deepStrictEqual([server.requests[0]?.region, server.requests[0]?.body.QueueUrl], [region, address])
    await server.close()
  })

  it("the example of the guide follows what is in the queue, and stops with its host", async () => {
    const server = await startSqsServer()
    const host = new AbortController()
    const followed = Promise.withResolvers<AgreementEvent>()
    const meter = aMeter()
    const heard = (event: AgreementEvent) => {
      followed.resolve(event)
      return meter.follow(event)
    }

    fromQueue(
      { ...meter, follow: heard },
      { queueUrl: server.queueUrl, region: "us-east-1", credentials },
      host.signal
    )
    server.send(deprovisioned("e-1"))
    const { eventId } = await followed.promise
    host.abort()
    await server.drained()

    assert.strictEqual(eventId, "e-1")
    await meter.close()
    await server.close()
  })

  it("what the follower throws leaves the message there, and only that", async () => {
    const server = await startSqsServer()
    const meter = aMeter()
    const told: Array<string> = []
    const heard: Array<string> = []
    const both = Promise.withResolvers<void>()
    const queue = startAgreementQueue({
      queueUrl: server.queueUrl,
      region: "us-east-1",
      credentials,
      follow: async (event: AgreementEvent) => {
        if (heard.push(event.eventId) === 2) both.resolve()
        if (event.eventId === "e-1") throw new Error("no database")
        return meter.follow(event)
      },
      log: (level, message) => told.push(`${level} ${message}`)
    })

    server.send(deprovisioned("e-1"), deprovisioned("e-2"))
    await both.promise
    await queue.stop()

    assert.deepStrictEqual([heard, server.left().length], [["e-1", "e-2"], 1])
    assert.include(told[0], "Error LicenseDeprovisioned of message")
    await meter.close()
    await server.close()
  })
})
