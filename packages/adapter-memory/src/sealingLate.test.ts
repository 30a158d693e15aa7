import { assert, describe, it } from "@effect/vitest"
import { auditLedger, RecordLedger, sealHours } from "@tallyhour/core"
import { Effect } from "effect"
import { aBuyer, aMarket, figures, setClock, standing, use } from "../test/aMarket.ts"

/** Seals by a worker that stands still between looking at the clock and sealing, while other things happen. */
const sealAfter = <E, R>(meanwhile: Effect.Effect<unknown, E, R>) =>
  Effect.gen(function* () {
    const ledger = yield* RecordLedger
    let pause: Effect.Effect<unknown, E, R> = meanwhile
    const context = yield* Effect.context<R>()
    const paused = Effect.suspend(() => {
      const now = pause
      pause = Effect.void
      return Effect.orDie(Effect.provideContext(now, context))
    })
    const seal: typeof ledger.seal = (decide, options) => Effect.andThen(paused, ledger.seal(decide, options))
    return yield* sealHours().pipe(Effect.provideService(RecordLedger, { ...ledger, seal }))
  })

describe("a worker that stood still before it seals, while another sealed later hours", () => {
  it.effect("holds no late usage that has an open hour by now", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T14:59:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T13:30:00Z", "3")
        yield* use(account, "2026-03-10T14:30:00Z", "5")
        yield* sealHours()

        yield* sealAfter(
          Effect.gen(function* () {
            yield* setClock("2026-03-10T15:20:00Z")
            yield* sealHours()
            yield* use(account, "2026-03-10T13:45:00Z", "2")
          })
        )

        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "10", pending: "8", open: "2" }))
      }).pipe(Effect.provide(market.layer))
    })
  )

  it.effect("dates no record before the end of its hour", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T14:59:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T14:30:00Z", "0.6")

        yield* sealAfter(
          Effect.gen(function* () {
            yield* setClock("2026-03-10T15:20:00Z")
            yield* sealHours()
            yield* use(account, "2026-03-10T13:45:00Z", "0.6")
          })
        )

        assert.deepStrictEqual(
          yield* standing(account),
          figures({ recorded: "1.2", pending: "1", carried: "0.2" })
        )
        assert.deepStrictEqual((yield* auditLedger({ isWorkerHealthy: false })).violations, [])
      }).pipe(Effect.provide(market.layer))
    })
  )
})
