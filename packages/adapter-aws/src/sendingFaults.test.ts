import { assert, describe, it } from "@effect/vitest"
import { UsageTransport } from "@tallyhour/core"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { aServedMarket, buyersWithUsage, type ServedMarket, tally, totals } from "../test/aServedMarket.ts"
import { instead, refuse, send, type Trick } from "../test/Gate.ts"

describe("a request that gets lost, through the AWS SDK", () => {
  it.effect.each([
    ["nobody listens", () => "http://127.0.0.1:1"],
    ["the name of the host is unknown", () => "https://metering.invalid"],
    ["the host speaks no TLS", ({ gate }: ServedMarket) => gate.url.replace("http:", "https:")]
  ] as const)("F17: where %s, it is sent again unchanged when AWS can be reached", ([, endpointOf]) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      const lost = Effect.provide(market.pass, market.through({ endpoint: endpointOf(market) }), {
        local: true
      })
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)

        const unsent = yield* lost
        yield* TestClock.adjust("1 minute")
        const sent = yield* market.pass

        assert.deepStrictEqual([unsent, sent].map(tally), [{ Retry: 25 }, { Settled: 25 }])
        assert.deepStrictEqual(yield* totals, { accepted: 175, recorded: 175 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect.each<[string, Trick]>([
    [
      "502 and a page",
      instead({ body: "<html>bad gateway</html>", headers: { "content-type": "text/html" }, status: 502 })
    ],
    [
      "503 and a page",
      instead({ body: "<html>busy</html>", headers: { "content-type": "text/html" }, status: 503 })
    ],
    ["a cut connection", (response) => void response.destroy()]
  ])("F17: what a proxy answers with %s is sent again by itself, at a moment drawn by chance", ([, trick]) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)
        market.gate.tricks.push(trick)

        const unsent = yield* market.pass
        yield* TestClock.adjust("1 minute")
        const sent = yield* market.pass

        const moments = unsent.flatMap((one) =>
          one._tag === "Retry" ? [one.availableAt.epochMilliseconds] : []
        )
        assert.deepStrictEqual([unsent, sent].map(tally), [{ Retry: 25 }, { Settled: 25 }])
        assert.isAbove(new Set(moments).size, 1)
        assert.strictEqual(market.gate.heard.length, 2)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect.each(["drop_after", "internal_after"])(
    "F18: after an answer that is lost (%s) the same request is made again, and billed once",
    (kind) =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market)
          market.emulator.control("inject_fault", { operation: "BatchMeterUsage", kind })

          const unheard = yield* market.pass
          yield* TestClock.adjust("1 minute")
          const heard = yield* market.pass

          const [first, second] = market.gate.heard
          assert.deepStrictEqual([unheard, heard].map(tally), [{ Retry: 25 }, { Settled: 25 }])
          assert.isTrue(unheard.every((one) => one._tag === "Retry" && one.mayBeAccepted))
          assert.deepStrictEqual(recordsIn(second?.body).toSorted(), recordsIn(first?.body).toSorted())
          assert.strictEqual(market.emulator.accepted().length, 25)
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("F20: an answer that comes while the same is sent again harms nothing", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 2 })
        const again = Promise.withResolvers<void>()
        market.gate.tricks.push(
          async (response, honest) => {
            const said = await honest()
            await again.promise
            send(response, said)
          },
          async (response, honest) => {
            again.resolve()
            send(response, await honest())
          }
        )

        const late = yield* Effect.provide(market.pass, market.through({ requestTimeout: 1_000 }), {
          local: true
        })
        yield* TestClock.adjust("1 minute")
        const inTime = yield* market.pass
        const rest = yield* market.pass

        assert.deepStrictEqual([late, inTime, rest].map(tally), [{ Retry: 2 }, { Settled: 2 }, {}])
        assert.strictEqual(market.emulator.accepted().length, 2)
        assert.deepStrictEqual(yield* totals, { accepted: 14, recorded: 14 })
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("AWS that throttles, through the AWS SDK", () => {
  it.effect.each([
    ["once", 1],
    ["a dozen times", 12]
  ] as const)("F21: %s costs no more requests than that, and no record is dead or halved", ([, times]) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 500 })
        market.emulator.control("inject_fault", { operation: "BatchMeterUsage", kind: "throttle", times })

        yield* market.untilSettled

        assert.strictEqual(market.gate.heard.length, 20 + times)
        assert.deepStrictEqual(
          [...new Set(market.gate.heard.map(({ body }) => recordsIn(body).length))],
          [25]
        )
        assert.deepStrictEqual(yield* totals, { accepted: 3_500, recorded: 3_500 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F21: where others use most of the rate, an answer costs at most one and a half requests", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 1_200 })
        market.emulator.control("set_quota", { operation: "BatchMeterUsage", per_second: 3 })

        yield* market.untilSettled

        assert.isAtLeast(market.gate.heard.length, 48)
        assert.isAtMost(market.gate.heard.length, 72)
        assert.deepStrictEqual(yield* totals, { accepted: 8_400, recorded: 8_400 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F21: for ten minutes it is asked once in two seconds at most, and nothing is lost", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 200 })
        market.gate.always = refuse("ThrottlingException")

        const passes = []
        for (let minute = 0; minute < 10; minute++) {
          passes.push(...(yield* market.pass))
          yield* TestClock.adjust("1 minute")
        }
        const requests = market.gate.heard.length
        market.gate.always = undefined
        yield* market.untilSettled

        assert.deepStrictEqual(Object.keys(tally(passes)), ["Retry"])
        assert.isAtMost(requests, 10 * 30 + 8)
        assert.deepStrictEqual(yield* totals, { accepted: 1_400, recorded: 1_400 })
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("AWS that fails inside, through the AWS SDK", () => {
  it.effect.each<[string, Trick]>([
    ["InternalServiceErrorException", refuse("InternalServiceErrorException", 500)],
    ["500 without a word", instead({ body: "", status: 500 })],
    ["503 ServiceUnavailable", refuse("ServiceUnavailable", 503)],
    ["400 of a name never seen", refuse("BrandNewException")]
  ])("F22: %s leaves open whether AWS has the records, and is never taken for a fault of them", ([, trick]) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)
        market.gate.tricks.push(trick)

        const failed = yield* market.pass
        const requests = market.gate.heard.length
        yield* TestClock.adjust("1 minute")
        const sent = yield* market.pass

        assert.strictEqual(requests, 1)
        assert.deepStrictEqual([failed, sent].map(tally), [{ Retry: 25 }, { Settled: 25 }])
        assert.isTrue(failed.every((one) => one._tag === "Retry" && one.mayBeAccepted))
      }).pipe(Effect.provide(market.layer))
    })
  )
})

describe("AWS that gives no access, through the AWS SDK", () => {
  it.effect.each([
    "AccessDeniedException",
    "ExpiredTokenException",
    "InvalidSignatureException",
    "UnrecognizedClientException"
  ])("F34: %s is said at once, and the records wait until it is cured", (name) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 60 })
        market.gate.always = refuse(name)

        const refused = yield* market.pass
        const errors = market.errors()
        for (let hour = 0; hour < 3; hour++) {
          yield* TestClock.adjust("1 hour")
          refused.push(...(yield* market.pass))
        }
        market.gate.always = undefined
        yield* TestClock.adjust("1 minute")
        const sent = yield* market.pass

        assert.deepStrictEqual(tally(refused), { Retry: 240 })
        assert.strictEqual(errors.length, 1)
        assert.match(
          errors[0] ?? "",
          new RegExp(
            `Nothing can be sent to us-east-1. No access to BatchMeterUsage \\(${name}\\).*What to do: `
          )
        )
        assert.deepStrictEqual(tally(sent), { Settled: 60 })
        assert.deepStrictEqual(yield* totals, { accepted: 420, recorded: 420 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F34: credentials that are missing are said at once, and nothing passes for sent", () =>
    Effect.gen(function* () {
      const missing = () =>
        Promise.reject(Object.assign(new Error("none found"), { name: "CredentialsProviderError" }))
      const market = yield* aServedMarket({ aws: { credentials: missing } })
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)

        const unsent = yield* market.pass

        assert.deepStrictEqual(tally(unsent), { Retry: 25 })
        assert.isTrue(unsent.every((one) => one._tag === "Retry" && !one.mayBeAccepted))
        assert.isTrue(market.errors().some((line) => line.includes("finds no AWS credentials")))
        assert.deepStrictEqual(yield* totals, { pending: 175, recorded: 175 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F35: to a batch an expired token is one of our credentials, and no record's fault", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)
        market.gate.tricks.push(refuse("ExpiredTokenException"))

        const refused = yield* market.pass

        assert.deepStrictEqual(tally(refused), { Retry: 25 })
        assert.strictEqual(market.gate.heard.length, 1)
        assert.isTrue(market.errors()[0]?.includes("temporary AWS credentials have expired"))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect.each(["DisabledApiException", "OptInRequired", "InvalidSignatureException"])(
    "F36: a region that answers with %s is asked again, and never another one",
    (name) =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market)
          market.gate.tricks.push(refuse(name), refuse(name))

          const refused = [...(yield* market.pass)]
          const errors = market.errors().length
          yield* TestClock.adjust("1 minute")
          refused.push(...(yield* market.pass))
          yield* TestClock.adjust("1 minute")
          const sent = yield* market.pass

          assert.deepStrictEqual([refused, sent].map(tally), [{ Retry: 50 }, { Settled: 25 }])
          assert.strictEqual(errors, 1)
          assert.deepStrictEqual(
            new Set(market.gate.heard.map(({ region }) => region)),
            new Set(["us-east-1"])
          )
        }).pipe(Effect.provide(market.layer))
      })
  )
})

describe("a deadline that goes by, through the AWS SDK", () => {
  it.effect("F39: while the request is under way, it costs the other records nothing but a request", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket({ now: "2026-03-10T10:44:30Z" })
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 1, occurredAt: "2026-03-09T11:30:00Z" })
        yield* buyersWithUsage(market, { count: 24, occurredAt: "2026-03-10T09:30:00Z" })
        market.gate.tricks.push(async (response, honest) => {
          market.emulator.control("set_time", { now: Date.parse("2026-03-10T11:00:01Z") / 1000 })
          send(response, await honest())
        })

        const settled = yield* market.pass

        assert.deepStrictEqual(tally(settled), { Dead: 1, Settled: 24 })
        assert.deepStrictEqual(yield* totals, { accepted: 168, dead: 7, recorded: 175 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F40: while its batch waits for the quota, it is left out, and the batch goes without it", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket({ aws: { requestsPerSecond: 0.5 }, now: "2026-03-10T10:44:58Z" })
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 1, occurredAt: "2026-03-09T11:30:00Z" })
        yield* buyersWithUsage(market, { count: 24, occurredAt: "2026-03-10T09:30:00Z" })
        const { awaitQuota } = yield* UsageTransport
        yield* awaitQuota("us-east-1")

        const settled = yield* market.pass
        yield* market.pass

        assert.deepStrictEqual(tally(settled), { Retry: 1, Settled: 24 })
        assert.deepStrictEqual(
          market.gate.heard.map(({ body }) => recordsIn(body).length),
          [24]
        )
        assert.deepStrictEqual(yield* totals, { accepted: 168, dead: 7, recorded: 175 })
      }).pipe(Effect.provide(market.layer))
    })
  )
})

const recordsIn = (body = "{}"): ReadonlyArray<string> =>
  (JSON.parse(body) as { readonly UsageRecords: ReadonlyArray<unknown> }).UsageRecords.map((record) =>
    JSON.stringify(record)
  )
