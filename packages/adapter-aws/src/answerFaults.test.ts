import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Readable } from "node:stream"
import { aServedMarket, buyersWithUsage, tally, totals } from "../test/aServedMarket.ts"
import { instead, otherwise, send, type Trick } from "../test/Gate.ts"

describe("an answer that cannot be believed, through the AWS SDK", () => {
  it.effect.each<[string, Trick]>([
    [
      "is cut short",
      (response, honest) =>
        honest().then(({ body }) => send(response, { status: 200, body: body.slice(0, -20) }))
    ],
    [
      "is there twice",
      (response, honest) => honest().then(({ body }) => send(response, { status: 200, body: body + body }))
    ],
    [
      "is a page under the status 200",
      instead({ body: "<html>proxy</html>", headers: { "content-type": "text/html" }, status: 200 })
    ],
    ["is a megabyte of nothing", instead({ body: "x".repeat(1_000_000), status: 200 })],
    ["is no object", instead({ body: "[null]", status: 200 })],
    ["is empty", instead({ body: "", status: 200 })],
    ["is an object of nothing", instead({ body: "{}", status: 200 })],
    [
      "names no record",
      instead({ body: '{"Results":[{"Status":"Success"},null,7],"UnprocessedRecords":[{}]}', status: 200 })
    ],
    [
      "has other kinds than AWS's",
      instead({ body: '{"Results":{"0":1},"UnprocessedRecords":"all"}', status: 200 })
    ]
  ])("F19: one that %s proves nothing, and the same is sent again", ([, trick]) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)
        market.gate.tricks.push(trick)

        const unread = yield* market.pass
        yield* TestClock.adjust("1 minute")
        const read = yield* market.pass

        const [first, second] = market.gate.heard.map(({ body }) => recordsIn(body))
        assert.deepStrictEqual([tally(unread), tally(read)], [{ Retry: 25 }, { Settled: 25 }])
        assert.isTrue(unread.every((one) => one._tag === "Retry" && one.mayBeAccepted))
        assert.deepStrictEqual(first, second)
        assert.strictEqual(market.emulator.accepted().length, 25)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F19: one with members and headers of the future is read for what is known of it", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 2 })
        market.gate.tricks.push(
          otherwise(({ Results }) => ({
            Results: Results.map((result) => ({ ...result, Surprise: { deep: [1] } })),
            Next: "page",
            __proto__: null
          }))
        )

        assert.deepStrictEqual(tally(yield* market.pass), { Settled: 2 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F19: one that drips without an end is given up in time", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket({ aws: { requestTimeout: 300 } })
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 2 })
        market.gate.tricks.push((response) => {
          response.writeHead(200, { "content-type": "application/x-amz-json-1.1" })
          const dripping = setInterval(() => response.write(" "), 20)
          response.on("close", () => clearInterval(dripping))
        })

        const settled = yield* market.pass

        assert.deepStrictEqual(tally(settled), { Retry: 2 })
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F19: one that pours without an end is given up before it fills the memory", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 2 })
        let poured = 0
        const closed = Promise.withResolvers<void>()
        market.gate.tricks.push((response) => {
          response.writeHead(200, { "content-type": "application/x-amz-json-1.1" })
          response.on("close", closed.resolve)
          Readable.from(endless((bytes) => (poured += bytes))).pipe(response)
        })

        const settled = yield* market.pass

        yield* Effect.promise(() => closed.promise)
        assert.deepStrictEqual(tally(settled), { Retry: 2 })
        assert.isBelow(poured, 32_000_000)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "F23: of records that stay unprocessed, and some that are named nowhere, each is sent again unchanged",
    () =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market)
          yield* market.marketplace.failNext("unprocessed")
          market.gate.tricks.push(
            otherwise(({ UnprocessedRecords }) => ({
              Results: [],
              UnprocessedRecords: UnprocessedRecords.slice(5)
            }))
          )
          market.emulator.control("inject_fault", {
            operation: "BatchMeterUsage",
            kind: "unprocessed",
            count: 3
          })

          const all = yield* market.pass
          yield* TestClock.adjust("1 minute")
          const some = yield* market.pass
          yield* TestClock.adjust("1 minute")
          const rest = yield* market.pass

          assert.deepStrictEqual([all, some, rest].map(tally), [
            { Retry: 25 },
            { Retry: 3, Settled: 22 },
            { Settled: 3 }
          ])
          assert.strictEqual(all.filter((one) => one._tag === "Retry" && one.mayBeAccepted).length, 5)
          assert.deepStrictEqual(yield* totals, { accepted: 175, recorded: 175 })
          assert.strictEqual(new Set(market.gate.heard.flatMap(({ body }) => recordsIn(body))).size, 25)
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("F24: results are matched by who and what they are, however they come", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)
        market.gate.tricks.push(
          otherwise(({ Results }) => {
            const [missing, twice, ...others] = Results
            const foreign = { ...missing, UsageRecord: { ...missing?.UsageRecord, Dimension: "of nobody" } }
            return { Results: [...others.toReversed(), twice, foreign, twice], UnprocessedRecords: [] }
          })
        )

        const settled = yield* market.pass
        yield* TestClock.adjust("1 minute")
        const rest = yield* market.pass

        const ids = market.emulator.accepted().map(({ meteringRecordId }) => meteringRecordId)
        assert.deepStrictEqual([settled, rest].map(tally), [{ Retry: 1, Settled: 24 }, { Settled: 1 }])
        assert.sameMembers(
          [...settled, ...rest].flatMap((one) => (one._tag === "Settled" ? [one.meteringRecordId] : [])),
          ids
        )
        assert.deepStrictEqual(market.errors(), ["Error AWS answered for 1 records that were not sent"])
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("F25: a success that speaks of another quantity settles nothing and is said aloud", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 2 })
        market.gate.tricks.push(
          otherwise(({ Results: [one, other] }) => ({
            Results: [{ ...one, UsageRecord: { ...one?.UsageRecord, Quantity: 70 } }, other]
          }))
        )

        const mismatched = yield* market.pass
        const errors = market.errors()
        yield* TestClock.adjust("1 minute")
        const matched = yield* market.pass

        assert.deepStrictEqual([mismatched, matched].map(tally), [{ Retry: 1, Settled: 1 }, { Settled: 1 }])
        assert.strictEqual(errors.length, 1)
        assert.match(errors[0] ?? "", /^Error AWS answered 70 for record .+ of 7 units$/)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "F26: a duplicate of which nothing was sent before is dead, and said with its key and our quantity",
    () =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market, { count: 2 })
          market.gate.tricks.push(asDuplicate)

          const settled = yield* market.pass

          assert.deepStrictEqual(tally(settled), { Dead: 1, Settled: 1 })
          assert.strictEqual(market.errors().length, 1)
          assert.match(
            market.errors()[0] ?? "",
            /^Error Record \S*us-east-1\S* of 7 units is Dead: DuplicateRecord/
          )
          assert.deepStrictEqual(yield* totals, { accepted: 7, dead: 7, recorded: 14 })
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect("F27: a duplicate of what an unheard attempt sent is settled by that, and marked so", () =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market, { count: 2 })
        yield* market.marketplace.failNext("answer lost")
        yield* market.pass
        market.gate.tricks.push(asDuplicate)
        yield* TestClock.adjust("1 minute")

        const settled = yield* market.pass

        assert.deepStrictEqual(tally(settled), { Settled: 1, SettledEarlier: 1 })
        assert.deepStrictEqual(market.errors(), [])
        assert.deepStrictEqual(yield* totals, { accepted: 14, recorded: 14 })
      }).pipe(Effect.provide(market.layer))
    })
  )
})

/** Says of the first record that AWS holds its key already. */
const asDuplicate = otherwise(({ Results: [one, ...others] }) => ({
  Results: [{ Status: "DuplicateRecord", UsageRecord: one?.UsageRecord }, ...others]
}))

const recordsIn = (body: string): ReadonlyArray<string> =>
  (JSON.parse(body) as { readonly UsageRecords: ReadonlyArray<unknown> }).UsageRecords.map((record) =>
    JSON.stringify(record)
  )

function* endless(poured: (bytes: number) => void): Generator<string> {
  const page = " ".repeat(65_536)
  while (true) {
    poured(page.length)
    yield page
  }
}
