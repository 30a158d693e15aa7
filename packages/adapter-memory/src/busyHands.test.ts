import { assert, it } from "@effect/vitest"
import { LedgerAudit, meteringPass, UsageTransport } from "@tallyhour/core"
import { Deferred, Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, setClock, use } from "../test/aMarket.ts"

const hours = [
  "2026-03-09T23:30:00Z",
  ...Array.from({ length: 12 }, (_, hour) => `2026-03-10T${String(hour).padStart(2, "0")}:30:00Z`)
]

it.effect("a slow answer keeps no other batch waiting, and comes before the pass ends", () =>
  Effect.gen(function* () {
    const last = yield* Deferred.make<void>()
    const sent: Array<number> = []
    // The first request is answered when the last is on its way, which is leased after it; two are in flight at once.
    const slow = (honest: Layer.Layer<UsageTransport>) =>
      Layer.provide(
        Layer.effect(
          UsageTransport,
          Effect.map(UsageTransport, (all) => ({
            ...all,
            submit: (batch) =>
              Effect.gen(function* () {
                sent.push(batch.records.length)
                if (sent.length === 1) yield* Deferred.await(last)
                if (sent.length === 13) yield* Deferred.succeed(last, undefined)
                return yield* all.submit(batch)
              })
          }))
        ),
        honest
      )
    const market = yield* aMarket({ transport: slow })
    yield* Effect.gen(function* () {
      for (let buyers = 0; buyers < 25; buyers++) {
        const { account } = yield* aBuyer(market)
        for (const hour of hours) yield* use(account, hour, 1)
      }
      yield* setClock("2026-03-10T12:15:00Z")

      const { settled } = yield* meteringPass({ concurrency: 2 })

      assert.deepStrictEqual(
        sent,
        Array.from(hours, () => 25)
      )
      assert.strictEqual(settled.length, 325)
    }).pipe(Effect.provide(market.layer))
  })
)

it.effect(
  "what a slow service leaves of a lease is given back as never sent, and goes with the next pass",
  () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ transport: takingSeconds(20) })
      yield* Effect.gen(function* () {
        yield* thirtyRecords(market)

        const passing = yield* Effect.forkChild(meteringPass({ concurrency: 1 }))
        yield* TestClock.adjust("30 seconds")
        const first = yield* Fiber.join(passing)
        const between = yield* standings
        const next = yield* Effect.forkChild(meteringPass({ concurrency: 1 }))
        yield* TestClock.adjust("30 seconds")
        const second = yield* Fiber.join(next)

        assert.deepStrictEqual([first.settled.length, second.settled.length], [25, 5])
        assert.deepStrictEqual(between, { "sealed, never sent": 5, settled: 25 })
      }).pipe(Effect.provide(market.layer))
    })
)

it.effect("a pass that is stopped settles what is on its way, and gives the rest back as never sent", () =>
  Effect.gen(function* () {
    const market = yield* aMarket({ transport: takingSeconds(5) })
    yield* Effect.gen(function* () {
      yield* thirtyRecords(market)

      const passing = yield* Effect.forkChild(meteringPass({ concurrency: 1 }))
      yield* TestClock.adjust("1 second")
      const stopping = yield* Effect.forkChild(Fiber.interrupt(passing))
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(stopping)

      assert.deepStrictEqual(yield* standings, { "sealed, never sent": 5, settled: 25 })
    }).pipe(Effect.provide(market.layer))
  })
)

const takingSeconds = (seconds: number) => (honest: Layer.Layer<UsageTransport>) =>
  Layer.provide(
    Layer.effect(
      UsageTransport,
      Effect.map(UsageTransport, (all) => ({
        ...all,
        submit: (batch) => Effect.delay(all.submit(batch), Duration.seconds(seconds))
      }))
    ),
    honest
  )

/** More than one request can hold. */
const thirtyRecords = Effect.fnUntraced(function* (market: Effect.Success<ReturnType<typeof aMarket>>) {
  for (let buyers = 0; buyers < 30; buyers++) {
    const { account } = yield* aBuyer(market)
    yield* use(account, "2026-03-10T11:30:00Z", 1)
  }
  yield* setClock("2026-03-10T12:15:00Z")
})

/** How many records stand where. */
const standings = Effect.gen(function* () {
  const { entries } = yield* (yield* LedgerAudit).entries({ recordsMax: 100 })
  const counts: Record<string, number> = {}
  for (const { mayBeAccepted, state } of entries) {
    const standing = state === "sealed" ? `sealed, ${mayBeAccepted ? "maybe" : "never"} sent` : state
    counts[standing] = (counts[standing] ?? 0) + 1
  }
  return counts
})
