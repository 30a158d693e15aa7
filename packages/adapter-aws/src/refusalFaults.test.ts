import { assert, describe, it } from "@effect/vitest"
import { type Allocation, MeteringHour, UsageRecord, UsageTransport } from "@tallyhour/core"
import { at } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { aServedMarket, buyersWithUsage, tally, totals } from "../test/aServedMarket.ts"

describe("a batch that AWS refuses because of its records, through the AWS SDK", () => {
  it.effect.each<[string, (record: UsageRecord) => Partial<UsageRecord>, "Dead" | "Retry"]>([
    ["InvalidUsageDimensionException", () => ({ dimension: "renamed" }), "Retry"],
    [
      "InvalidLicenseException",
      ({ agreement }) => ({ agreement: { ...agreement, licenseArn: unknownLicense } as never }),
      "Retry"
    ],
    [
      "InvalidTagException",
      ({ quantity }) => ({ allocations: [{ quantity, tags: [["team", "é"]] }] }),
      "Dead"
    ],
    ["InvalidUsageAllocationsException", ({ quantity }) => ({ allocations: halves(quantity + 1) }), "Dead"],
    [
      "TimestampOutOfBoundsException",
      () => ({ timestamp: MeteringHour.start(MeteringHour.of(at("2026-03-08T11:00:00Z"))) }),
      "Dead"
    ]
  ])("F32: %s for one of 25 costs the others a few requests of the same round", ([name, spoil, settlement]) =>
    Effect.gen(function* () {
      const market = yield* aServedMarket()
      yield* Effect.gen(function* () {
        yield* buyersWithUsage(market)
        let spoilt: string | undefined

        const settled = yield* Effect.provide(
          market.pass,
          spoiling((record) => {
            spoilt ??= record.dedupKey
            return record.dedupKey === spoilt ? UsageRecord.make({ ...record, ...spoil(record) }) : record
          }),
          { local: true }
        )

        const [one] = settled.filter(({ _tag }) => _tag !== "Settled")
        assert.deepStrictEqual(tally(settled), { Settled: 24, [settlement]: 1 })
        assert.include(one !== undefined && "reason" in one ? one.reason : "", name)
        assert.isAtMost(market.gate.heard.length, 11)
        assert.strictEqual(market.emulator.accepted().length, 24)
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect(
    "F32: InvalidCustomerIdentifierException for one of 25 costs the others a few requests of the same round",
    () =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market, { count: 24, form: "Legacy" })
          yield* buyersWithUsage(market, { count: 1, form: "Legacy", isKnownToAws: false })

          const settled = yield* market.pass

          const [one] = settled.filter(({ _tag }) => _tag !== "Settled")
          assert.deepStrictEqual(tally(settled), { Retry: 1, Settled: 24 })
          assert.include(
            one !== undefined && "reason" in one ? one.reason : "",
            "InvalidCustomerIdentifierException"
          )
          assert.isAtMost(market.gate.heard.length, 11)
        }).pipe(Effect.provide(market.layer))
      })
  )

  it.effect(
    "F33: all of a dimension that was renamed wait, said once, and none is dead before its deadline",
    () =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market, { count: 50, meter: "misspelt" })

          const first = yield* market.pass
          const round = market.gate.heard.length
          const later = []
          for (let hour = 0; hour < 12; hour++) {
            yield* TestClock.adjust("1 hour")
            later.push(...(yield* market.pass))
          }
          const requests = market.gate.heard.length - round
          const refusals = market.errors().filter((line) => line.includes("AWS refuses all records"))
          yield* market.renameTo("misspelt")
          yield* market.untilSettled

          assert.deepStrictEqual(tally([...first, ...later]), { Retry: 650 })
          assert.isAtMost(round, 2 * 50)
          assert.isAtMost(requests, 12)
          assert.strictEqual(refusals.length, 1)
          assert.deepStrictEqual(yield* totals, { accepted: 350, recorded: 350 })
        }).pipe(Effect.provide(market.layer))
      })
  )
})

describe("a buyer who is not subscribed, through the AWS SDK", () => {
  it.effect(
    "F28: it waits and is billed late, the others at once, and is lost with an error if it never subscribes",
    () =>
      Effect.gen(function* () {
        const market = yield* aServedMarket()
        yield* Effect.gen(function* () {
          yield* buyersWithUsage(market, { count: 23 })
          yield* buyersWithUsage(market, { count: 1, isSubscribed: false })
          const [late] = yield* buyersWithUsage(market, { count: 1, isSubscribed: false })

          const first = yield* market.pass
          yield* TestClock.adjust("5 hours")
          yield* market.subscribe(late!)
          const second = yield* market.pass
          yield* TestClock.setTime(at("2026-03-11T10:45:00Z").epochMilliseconds)
          yield* market.pass

          assert.deepStrictEqual([first, second].map(tally), [
            { Retry: 2, Settled: 23 },
            { Retry: 1, Settled: 1 }
          ])
          assert.deepStrictEqual(yield* totals, { accepted: 168, dead: 7, recorded: 175 })
          assert.deepStrictEqual(
            market.errors().filter((line) => / of 7 units is dead: .*CustomerNotSubscribed/.test(line))
              .length,
            1
          )
        }).pipe(Effect.provide(market.layer))
      })
  )
})

const unknownLicense = "arn:aws:license-manager::294406891311:license:l-00000000000000000000000000000000"

const halves = (quantity: number): ReadonlyArray<Allocation> => [
  { quantity: quantity - 1, tags: [["team", "red"]] },
  { quantity: 1, tags: [["team", "blue"]] }
]

/** A transport that sends something else than was sealed. */
const spoiling = (spoil: (record: UsageRecord) => UsageRecord) =>
  Layer.effect(
    UsageTransport,
    Effect.map(UsageTransport, (real) => ({
      ...real,
      submit: (batch) =>
        Effect.map(
          real.submit({
            ...batch,
            records: batch.records.map((leased) => ({ ...leased, record: spoil(leased.record) }))
          }),
          ({ foreign, outcomes }) => ({
            foreign,
            outcomes: outcomes.map(({ outcome }, i) => ({ leased: batch.records[i]!, outcome }))
          })
        )
    }))
  )
