import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { aBalance, entryOf, now, recordOf, standings } from "../../test/ledgerEntry.ts"
import type { LedgerEntry } from "../model/LedgerEntry.ts"
import type { LedgerMove } from "../model/LedgerMove.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { StoreError, StoreUnavailable } from "../model/StoreError.ts"
import { Books } from "../port/Books.ts"
import { LedgerAudit } from "../port/LedgerAudit.ts"
import { hourOf, quantity } from "../testing/builders.ts"
import { auditLedger } from "./auditLedger.ts"

const hour = hourOf("2026-03-10T11:00:00Z")

const entries = (count: number): ReadonlyArray<LedgerEntry> =>
  Array.from({ length: count }, (_, i) =>
    entryOf({ ...standings.settled, record: recordOf({ hour: MeteringHour.plus(hour, -i) }) })
  )

const moves = (count: number): ReadonlyArray<LedgerMove> =>
  Array.from({ length: count }, (_, i) => ({
    position: i + 1,
    account: "acme",
    meter: "requests",
    from: MeteringHour.plus(hour, -i),
    to: MeteringHour.plus(hour, 1),
    quantity: quantity("2")
  }))

/** A ledger of these rows, which takes a minute to read a page. */
const ledgerOf = (rows: {
  readonly entries?: ReadonlyArray<LedgerEntry>
  readonly moves?: ReadonlyArray<LedgerMove>
}) =>
  Layer.mergeAll(
    Layer.succeed(Books, {
      balances: Effect.succeed([aBalance]),
      unbilled: Effect.succeed([]),
      waiting: () => Effect.succeed([])
    }),
    Layer.succeed(LedgerAudit, {
      entries: ({ after, recordsMax }) =>
        Effect.gen(function* () {
          yield* TestClock.adjust("1 minute")
          const all = rows.entries ?? []
          const from = all.findIndex(({ record }) => record.dedupKey === after) + 1
          const page = all.slice(from, from + recordsMax)
          const isLast = from + page.length === all.length
          return { entries: page, unreadable: [], next: isLast ? undefined : page.at(-1)?.record.dedupKey }
        }),
      moves: ({ after = 0, movesMax }) => Effect.succeed((rows.moves ?? []).slice(after, after + movesMax))
    })
  )

const audited = (
  rows: Parameters<typeof ledgerOf>[0],
  options: { readonly isWorkerHealthy?: boolean } = {}
) =>
  Effect.andThen(TestClock.setTime(DateTime.toEpochMillis(now)), auditLedger(options)).pipe(
    Effect.provide(ledgerOf(rows))
  )

describe("auditLedger", () => {
  it.effect("finds nothing wrong with an empty ledger", () =>
    Effect.gen(function* () {
      const report = yield* audited({})

      assert.deepStrictEqual(report, {
        accounts: 1,
        records: 0,
        moves: 0,
        violations: [],
        violationsFound: 0
      })
    })
  )

  it.effect("reads every page, and compares records of different pages", () =>
    Effect.gen(function* () {
      const rows = entries(2_000)
      const repeated = entryOf({ ...standings.settled, record: recordOf({ account: "bolt" }) })

      const report = yield* audited({ entries: [...rows, repeated], moves: moves(2_000) })

      assert.deepStrictEqual([report.records, report.moves], [2_001, 2_000])
      assert.deepStrictEqual(
        report.violations.map(({ account, invariant }) => [account, invariant]),
        [["bolt", "I-3"]]
      )
    })
  )

  it.effect("sees a wrong move on the last page", () =>
    Effect.gen(function* () {
      const [wrong] = moves(1)
      const rows = [...moves(1_000), { ...wrong!, position: 1_001, to: MeteringHour.plus(hour, -1) }]

      const { violations } = yield* audited({ moves: rows })

      assert.deepStrictEqual(
        violations.map(({ invariant }) => invariant),
        ["I-10"]
      )
    })
  )

  it.effect("judges each page at the time at which it was read", () =>
    Effect.gen(function* () {
      const leased = entryOf({ ...standings.leased, leasedUntil: DateTime.add(now, { minutes: 12 }) })

      const early = yield* audited({ entries: [leased] })
      const late = yield* audited({ entries: [...entries(1_001).slice(1), leased] })

      assert.deepStrictEqual([early.violationsFound, late.violationsFound], [1, 0])
    })
  )

  it.effect("says what is overdue only when a worker is healthy", () =>
    Effect.gen(function* () {
      const due = entryOf({ availableAt: DateTime.subtract(now, { minutes: 5 }) })

      const healthy = yield* audited({ entries: [due] }, { isWorkerHealthy: true })
      const unknown = yield* audited({ entries: [due] })

      assert.deepStrictEqual(
        [healthy, unknown].map(({ violations }) => violations.map(({ invariant }) => invariant)),
        [["I-30"], []]
      )
    })
  )

  it.effect("fails when the store does, and never says that all is well", () =>
    Effect.gen(function* () {
      const away = new StoreError({ reason: new StoreUnavailable({ detail: "away" }) })
      const broken = Layer.succeed(LedgerAudit, {
        entries: () => Effect.fail(away),
        moves: () => Effect.fail(away)
      })

      const result = yield* Effect.result(
        auditLedger().pipe(Effect.provide(Layer.merge(ledgerOf({}), broken)))
      )

      assert.deepStrictEqual(Result.isFailure(result) && result.failure, away)
    })
  )
})
