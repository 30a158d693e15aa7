import { assert, it } from "@effect/vitest"
import { meteringPass, UsageTransport } from "@tallyhour/core"
import { Deferred, Effect, Layer } from "effect"
import { aBuyer, aMarket, setClock, use } from "../test/aMarket.ts"

it.effect("a slow answer keeps no other batch waiting, and comes before the pass ends", () =>
  Effect.gen(function* () {
    const third = yield* Deferred.make<void>()
    const sent: Array<number> = []
    // The first request is answered when the third is on its way; two are in flight at once.
    const slow = (honest: Layer.Layer<UsageTransport>) =>
      Layer.provide(
        Layer.effect(
          UsageTransport,
          Effect.map(UsageTransport, (all) => ({
            ...all,
            submit: (batch) =>
              Effect.gen(function* () {
                sent.push(batch.records.length)
                if (sent.length === 1) yield* Deferred.await(third)
                if (sent.length === 3) yield* Deferred.succeed(third, undefined)
                return yield* all.submit(batch)
              })
          }))
        ),
        honest
      )
    const market = yield* aMarket({ transport: slow })
    yield* Effect.gen(function* () {
      for (let buyers = 0; buyers < 75; buyers++) {
        const { account } = yield* aBuyer(market)
        yield* use(account, "2026-03-10T11:30:00Z", 1)
      }
      yield* setClock("2026-03-10T12:15:00Z")

      const { settled } = yield* meteringPass({ concurrency: 2 })

      assert.deepStrictEqual(sent, [25, 25, 25])
      assert.strictEqual(settled.length, 75)
    }).pipe(Effect.provide(market.layer))
  })
)
