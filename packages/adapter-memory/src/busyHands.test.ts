import { assert, it } from "@effect/vitest"
import { meteringPass, UsageTransport } from "@tallyhour/core"
import { Deferred, Effect, Layer } from "effect"
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
