import { assert, it } from "@effect/vitest"
import {
  LedgerAudit,
  meteringPass,
  RecordLedger,
  StoreError,
  StoreUnavailable,
  UsageTransport
} from "@tallyhour/core"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, setClock, use } from "../test/aMarket.ts"

/** One lease holds 300 records at a concurrency of one: twelve full requests. */
const recordsPerLease = 300
const requestsPerLease = 12

const hours = Array.from({ length: 13 }, (_, hour) =>
  hour === 0 ? "2026-03-09T23:30:00Z" : `2026-03-10T${String(hour - 1).padStart(2, "0")}:30:00Z`
)

/** A market with 325 records to send, and effects that run when a lease or a request of a number begins. */
const aScene = Effect.fnUntraced(function* (on: {
  readonly lease?: (count: number) => Effect.Effect<void, StoreError>
  readonly request?: (count: number) => Effect.Effect<void>
}) {
  let [leases, requests] = [0, 0]
  const market = yield* aMarket({
    transport: (honest) =>
      Layer.provide(
        Layer.effect(
          UsageTransport,
          Effect.map(UsageTransport, (all) => ({
            ...all,
            submit: (batch) => Effect.andThen(on.request?.(++requests) ?? Effect.void, all.submit(batch))
          }))
        ),
        honest
      )
  })
  const ledger = Layer.effect(
    RecordLedger,
    Effect.map(RecordLedger, (all) => ({
      ...all,
      lease: (options) => Effect.andThen(on.lease?.(++leases) ?? Effect.void, all.lease(options))
    }))
  )
  return { layer: Layer.provideMerge(ledger, market.layer), market }
})

const manyRecords = Effect.fnUntraced(function* (market: Effect.Success<ReturnType<typeof aMarket>>) {
  for (let buyers = 0; buyers < 25; buyers++) {
    const { account } = yield* aBuyer(market)
    for (const hour of hours) yield* use(account, hour, 1)
  }
  yield* setClock("2026-03-10T12:15:00Z")
})

const states = Effect.gen(function* () {
  const { entries } = yield* (yield* LedgerAudit).entries({ recordsMax: 1_000 })
  const counts: Record<string, number> = {}
  for (const { state } of entries) counts[state] = (counts[state] ?? 0) + 1
  return counts
})

it.effect("the next lease is under way while the last request of the one before is on its way", () =>
  Effect.gen(function* () {
    const again = yield* Deferred.make<void>()
    const scene = yield* aScene({
      lease: (count) => (count === 2 ? Deferred.succeed(again, undefined) : Effect.void),
      // Waits for ever where nobody leases before it is answered.
      request: (count) => (count === requestsPerLease ? Deferred.await(again) : Effect.void)
    })
    yield* Effect.gen(function* () {
      yield* manyRecords(scene.market)

      const { settled } = yield* meteringPass({ concurrency: 1 })

      assert.strictEqual(settled.length, 325)
    }).pipe(Effect.provide(scene.layer))
  })
)

it.effect("a lease ahead that fails ends the pass when what was leased before is settled", () =>
  Effect.gen(function* () {
    const away = new StoreError({ reason: new StoreUnavailable({ detail: "connection refused" }) })
    const begun = yield* Deferred.make<void>()
    const scene = yield* aScene({
      lease: (count) =>
        count === 2 ? Effect.andThen(Deferred.await(begun), Effect.fail(away)) : Effect.void,
      request: (count) => (count === requestsPerLease ? Deferred.succeed(begun, undefined) : Effect.void)
    })
    yield* Effect.gen(function* () {
      yield* manyRecords(scene.market)

      const failure = yield* Effect.flip(meteringPass({ concurrency: 1 }))

      assert.strictEqual(failure, away)
      assert.deepStrictEqual(yield* states, {
        sealed: 325 - recordsPerLease,
        settled: recordsPerLease
      })
    }).pipe(Effect.provide(scene.layer))
  })
)

it.effect("what was leased ahead of a stop is given back", () =>
  Effect.gen(function* () {
    const leasing = yield* Deferred.make<void>()
    const scene = yield* aScene({
      lease: (count) =>
        count === 2
          ? Effect.andThen(Deferred.succeed(leasing, undefined), Effect.sleep("5 seconds"))
          : Effect.void,
      request: (count) => (count === requestsPerLease ? Effect.sleep("1 second") : Effect.void)
    })
    yield* Effect.gen(function* () {
      yield* manyRecords(scene.market)

      const passing = yield* Effect.forkChild(meteringPass({ concurrency: 1 }))
      yield* Deferred.await(leasing)
      const stopping = yield* Effect.forkChild(Fiber.interrupt(passing))
      yield* TestClock.adjust("6 seconds")
      yield* Fiber.join(stopping)

      assert.deepStrictEqual(yield* states, {
        sealed: 325 - recordsPerLease,
        settled: recordsPerLease
      })
    }).pipe(Effect.provide(scene.layer))
  })
)
