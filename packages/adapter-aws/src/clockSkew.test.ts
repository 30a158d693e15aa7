import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { BuyerMetering, BuyerReport, UsageRegistration, UsageTransport } from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { Clock, DateTime, Duration, Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { afterAll, assert, describe, it } from "vitest"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { awsBuyerMetering } from "./AwsBuyerMetering.ts"
import { awsTransport } from "./AwsUsageTransport.ts"

const noon = at("2026-03-10T12:00:00Z")
const credentials = canaryCredentials

describe("the clock of AWS", () => {
  const emulator = makeMarketplaceEmulator()
  const started = startEmulator({ emulator })
  afterAll(async () => (await started).close())

  it.each([
    ["is ours", 0, 0],
    ["is six minutes ahead", 360, 360],
    ["is a day behind", -86_400, -86_399]
  ])("is asked before anything is sent: it %s", async (_, seconds, proved) => {
    emulator.setTime({ now: noon.epochMilliseconds / 1_000 + seconds, frozen: true })

    const skew = await within((await started).url, ask)

    assert.deepStrictEqual(Option.map(skew, Duration.toSeconds), Option.some(proved))
  })

  it("is asked again when an answer is a minute old, or ours was set", async () => {
    const { requests, url, stop } = await aServer(() => noon)

    await within(
      url,
      Effect.gen(function* () {
        for (const later of ["1 second", "58 seconds", "1 second", "1 minute"] as const) {
          yield* ask
          yield* TestClock.adjust(later)
        }
        yield* TestClock.setTime(noon.epochMilliseconds)
        yield* ask
      })
    )

    await stop()
    assert.strictEqual(requests.length, 3)
  })

  it("F37: is asked again when ours stands still, and contradicts it then", async () => {
    let atAws = noon
    const { stop, url } = await aServer(() => atAws)

    const [before, after] = await within(
      url,
      Effect.gen(function* () {
        const clock = yield* Clock.Clock
        const askWithStuckClock = Effect.provideService(ask, Clock.Clock, {
          ...clock,
          currentTimeMillis: Effect.succeed(noon.epochMilliseconds),
          currentTimeMillisUnsafe: () => noon.epochMilliseconds
        })
        const first = yield* askWithStuckClock
        yield* TestClock.adjust("10 minutes")
        atAws = DateTime.addDuration(noon, "10 minutes")
        return [first, yield* askWithStuckClock]
      })
    )

    await stop()
    assert.deepStrictEqual(
      [before, after].map((skew) => Option.map(skew, Duration.toMinutes)),
      [Option.some(0), Option.some(10)]
    )
  })

  it("is asked by a request that carries nothing of ours", async () => {
    const { requests, stop, url } = await aServer(() => noon)

    await within(url, ask)

    await stop()
    assert.deepStrictEqual(
      requests.map(({ headers, method }) => [method, headers.authorization, headers["x-amz-target"]]),
      [["GET", undefined, undefined]]
    )
  })

  it("is asked any number of times over one connection", async () => {
    const { connections, requests, stop, url } = await aServer(() => noon)

    await within(url, Effect.repeat(Effect.andThen(ask, TestClock.adjust("2 minutes")), { times: 99 }))

    await stop()
    assert.deepStrictEqual([requests.length, connections()], [100, 1])
  })

  it("is heard from a page without an end, which is not read on", async () => {
    const { closed, stop, url } = await aServer(() => noon, { isEndless: true })

    const skew = await within(url, ask)

    await closed
    await stop()
    assert.isTrue(Option.isSome(skew))
  })

  it.each(["", "yesterday"])("stays unknown when the answer's date is %j", async (date) => {
    const { stop, url } = await aServer(() => date)

    const skew = await within(url, ask)

    await stop()
    assert.isTrue(Option.isNone(skew))
  })

  it("cannot be asked when nobody listens, and that is an error which names the operation", async () => {
    const error = await within("http://127.0.0.1:1", Effect.flip(ask))

    assert.strictEqual(error.reason._tag, "Unanswered")
    assert.match(error.message, /BatchMeterUsage/)
  })
})

describe("the clock of AWS, for software of a buyer", () => {
  it("is asked by a request that carries nothing of ours, and again when its answer is a minute old", async () => {
    const { requests, stop, url } = await aServer(() => DateTime.addDuration(noon, "6 minutes"))

    const skew = await asBuyer(
      url,
      Effect.gen(function* () {
        yield* askAsBuyer
        yield* TestClock.adjust("59 seconds")
        const fresh = yield* askAsBuyer
        yield* TestClock.adjust("1 second")
        yield* askAsBuyer
        return fresh
      })
    )

    await stop()
    assert.deepStrictEqual(Option.map(skew, Duration.toMinutes), Option.some(6))
    assert.deepStrictEqual(
      requests.map(({ headers, method }) => [method, headers.authorization, headers["x-amz-target"]]),
      [
        ["GET", undefined, undefined],
        ["GET", undefined, undefined]
      ]
    )
  })

  it.each([
    ["a report", (metering: BuyerMetering["Service"]) => metering.meterUsage(report)],
    ["a dry run", (metering: BuyerMetering["Service"]) => metering.dryRun(report)],
    ["a registration", (metering: BuyerMetering["Service"]) => metering.registerUsage(registration)]
  ])("is heard from the answer to %s, even where that is no good one", async (_, call) => {
    const { requests, stop, url } = await aServer(() => DateTime.addDuration(noon, "6 minutes"))

    const skew = await asBuyer(
      url,
      Effect.andThen(Effect.flip(Effect.asVoid(Effect.flatMap(BuyerMetering, call))), askAsBuyer)
    )

    await stop()
    assert.deepStrictEqual(Option.map(skew, Duration.toMinutes), Option.some(6))
    assert.strictEqual(requests.length, 1)
  })

  it("cannot be asked when nobody listens, and that is an error which names the operation", async () => {
    const error = await asBuyer("http://127.0.0.1:1", Effect.flip(askAsBuyer))

    assert.strictEqual(error.reason._tag, "Unanswered")
    assert.match(error.message, /MeterUsage/)
  })
})

const report = BuyerReport.make({
  productCode: "pod",
  dimension: "pages",
  timestamp: at("2026-03-10T11:00:00Z"),
  quantity: 3,
  allocations: [],
  clientToken: "one"
})
const registration = UsageRegistration.make({ productCode: "pod", publicKeyVersion: 1, nonce: "one" })

const ask = Effect.flatMap(UsageTransport, (transport) => transport.clockSkew)

const askAsBuyer = Effect.flatMap(BuyerMetering, (metering) => metering.clockSkew)

const asBuyer = <A, E>(endpoint: string, effect: Effect.Effect<A, E, BuyerMetering>): Promise<A> =>
  Effect.runPromise(
    Effect.andThen(TestClock.setTime(noon.epochMilliseconds), effect).pipe(
      Effect.provide(
        Layer.merge(
          awsBuyerMetering({ credentials, endpoint, region: async () => "us-east-1" }),
          TestClock.layer()
        )
      )
    )
  )

const within = <A, E>(endpoint: string, effect: Effect.Effect<A, E, UsageTransport>): Promise<A> =>
  Effect.runPromise(
    Effect.andThen(TestClock.setTime(noon.epochMilliseconds), effect).pipe(
      Effect.provide(Layer.merge(awsTransport({ credentials, endpoint }), TestClock.layer()))
    )
  )

function* endlessPage(): Generator<string> {
  while (true) yield "<p>".repeat(1_000)
}

/** Answers everything with a page, at an instant of its own. */
const aServer = async (date: () => DateTime.Utc | string, { isEndless = false } = {}) => {
  const closed = Promise.withResolvers<void>()
  const requests: Array<IncomingMessage> = []
  const server = createServer((request, response) => {
    requests.push(request)
    const shown = date()
    response.sendDate = false
    response.setHeader("date", typeof shown === "string" ? shown : DateTime.toDateUtc(shown).toUTCString())
    response.writeHead(404, { "content-type": "text/html" })
    response.on("close", closed.resolve)
    if (isEndless) Readable.from(endlessPage()).pipe(response)
    else response.end("<html></html>")
  })
  let connections = 0
  server.on("connection", () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    closed: closed.promise,
    connections: () => connections,
    requests,
    stop: () => new Promise<unknown>((resolve) => server.close(resolve)),
    url: `http://127.0.0.1:${port}`
  }
}
