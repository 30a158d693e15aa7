import { assert, describe, it } from "@effect/vitest"
import { meteringWorker, RecordLedger, SubscriptionRegistry } from "@tallyhour/core"
import { at, exampleProduct } from "@tallyhour/core/testing"
import { Duration, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { aBuyer, aMarket, exampleCatalogue, figures, setClock, standing, use } from "../test/aMarket.ts"

describe("a meteringWorker with nothing to do", () => {
  it.effect("sleeps from look to look, whatever lies there that no look can help", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ catalogue, now: "2026-03-10T12:20:00Z" })
      const { layer, passes } = counted(market.layer)
      yield* Effect.gen(function* () {
        const early = yield* aBuyer(market)
        const stranger = yield* aBuyer(market, { isLinked: false })
        const gone = yield* aBuyer(market)
        const registry = yield* SubscriptionRegistry
        yield* registry.end({
          account: gone.account,
          activeUntil: at("2026-03-10T08:30:00Z"),
          productCode: exampleProduct
        })
        // Of a meter that the product does not have, of nobody we know, of somebody who has left, of a fraction, and too old.
        yield* use(early.account, "2026-03-10T11:30:00Z", 7, "unsold")
        yield* use(stranger.account, "2026-03-10T11:30:00Z", 7)
        yield* use(gone.account, "2026-03-10T11:30:00Z", 7)
        yield* use(early.account, "2026-03-10T11:30:00Z", "0.5")
        yield* use(early.account, "2026-02-10T11:30:00Z", 3)

        const worker = yield* Effect.forkChild(meteringWorker({ pollInterval: Duration.minutes(15) }))
        yield* TestClock.adjust("1 hour")
        const before = passes()
        yield* TestClock.adjust("10 hours")
        yield* Fiber.interrupt(worker)

        // Four looks an hour, and one more as each hour falls due.
        assert.isAtMost(passes() - before, 10 * 5)
        assert.isAtLeast(passes() - before, 10 * 4)
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("hears at its next look of a subscription that has ended, and bills it in its final hour", () =>
    Effect.gen(function* () {
      const market = yield* aMarket({ now: "2026-03-10T12:16:00Z" })
      yield* Effect.gen(function* () {
        const { account } = yield* aBuyer(market)
        const worker = yield* Effect.forkChild(meteringWorker({ pollInterval: Duration.minutes(15) }))
        yield* setClock("2026-03-10T12:20:00Z")
        yield* use(account, "2026-03-10T12:18:00Z", 7)
        const registry = yield* SubscriptionRegistry
        yield* registry.end({ account, activeUntil: at("2026-03-10T12:20:00Z"), productCode: exampleProduct })

        // The longest that it may sleep, of the hour that AWS gives.
        yield* TestClock.adjust("15 minutes")
        yield* Fiber.interrupt(worker)

        assert.deepStrictEqual(yield* standing(account), figures({ recorded: "7", accepted: "7" }))
      }).pipe(Effect.provide(market.layer))
    })
  )
})

const catalogue = {
  products: [...exampleCatalogue.products, { code: "7another4product0code0", meters: [{ name: "unsold" }] }]
}

/** Counts the passes that are begun. */
const counted = <In, E, Out>(layer: Layer.Layer<Out | RecordLedger, E, In>) => {
  let passes = 0
  const counting = Layer.effect(
    RecordLedger,
    Effect.map(RecordLedger, (ledger) => ({
      ...ledger,
      expire: (options) =>
        Effect.suspend(() => {
          passes++
          return ledger.expire(options)
        })
    }))
  )
  return { layer: Layer.provideMerge(counting, layer), passes: () => passes }
}
