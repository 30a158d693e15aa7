import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import fc from "fast-check"
import { tinyStore } from "../../test/tinyStore.ts"
import { DedupKey } from "../model/DedupKey.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Subscription } from "../model/Subscription.ts"
import { countedHour } from "../policy/countedHour.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"
import { at, exampleProduct, exampleRegion } from "../testing/builders.ts"
import { cutOver } from "./cutOver.ts"

describe("cutOver", () => {
  it.effect("the license is used from the next full hour on, and the old form until then", () =>
    Effect.gen(function* () {
      const { store } = yield* linked()

      const instant = yield* cutOver(order({ from: at("2026-03-10T10:30:00Z") })).pipe(
        Effect.provide(store.layer)
      )

      assert.strictEqual(DateTime.formatIso(instant), "2026-03-10T11:00:00.000Z")
      assert.deepStrictEqual(
        store.subscriptions.map(({ agreement, activeUntil }) => [agreement._tag, activeUntil]),
        [
          ["Product", instant],
          ["License", undefined]
        ]
      )
    })
  )

  it.effect("an instant on the hour is that instant, and the same call again changes nothing", () =>
    Effect.gen(function* () {
      const { store } = yield* linked()
      const from = at("2026-03-10T11:00:00Z")

      const first = yield* cutOver(order({ from })).pipe(Effect.provide(store.layer))
      const before = [...store.subscriptions]
      const again = yield* cutOver(order({ from })).pipe(Effect.provide(store.layer))

      assert.deepStrictEqual([first, again], [from, from])
      assert.deepStrictEqual(store.subscriptions, before)
    })
  )

  it.effect("a call that died after the end is set goes on from there", () =>
    Effect.gen(function* () {
      const { registry, store } = yield* linked()
      const from = at("2026-03-10T11:00:00Z")
      yield* registry.end({ account: "acme", activeUntil: from, productCode: exampleProduct })

      yield* cutOver(order({ from })).pipe(Effect.provide(store.layer))

      assert.deepStrictEqual(
        store.subscriptions.map(({ agreement }) => agreement._tag),
        ["Product", "License"]
      )
    })
  )

  it.effect("what the contract includes goes along", () =>
    Effect.gen(function* () {
      const allowances = [{ meter: "requests", quantity: 10n as never, period: "month" as const }]
      const { store } = yield* linked({ allowances })

      yield* cutOver(order({})).pipe(Effect.provide(store.layer))

      assert.deepStrictEqual(
        store.subscriptions.map((one) => one.allowances?.length),
        [1, 1]
      )
    })
  )

  it.effect("a license of another buyer, or an account that has nothing to cut over, is refused", () =>
    Effect.gen(function* () {
      const { store } = yield* linked()

      const refusals = yield* Effect.forEach([{ buyer: "999999999999" }, { account: "bolt" }], (changes) =>
        Effect.flip(cutOver(order(changes)).pipe(Effect.provide(store.layer)))
      )

      assert.deepStrictEqual(
        refusals.map(({ _tag }) => _tag),
        ["SubscriptionInvalid", "SubscriptionInvalid"]
      )
      assert.include(refusals[0]?.message, "its buyer is 012345678901")
      assert.strictEqual(store.subscriptions.length, 1)
    })
  )

  it("around a cut-over each hour is metered in exactly one form, whenever its usage is counted", () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 180 }),
        fc.nat({ max: 600 }),
        fc.nat({ max: 8 }),
        async (from, minute, n) => {
          const { store } = await Effect.runPromise(linked())
          const start = at("2026-03-10T09:00:00Z").epochMilliseconds
          const instant = await Effect.runPromise(
            cutOver(order({ from: Instant.ofMillis(start + from * 60_000) })).pipe(
              Effect.provide(store.layer)
            )
          )
          const hour = MeteringHour.plus(MeteringHour.of(Instant.ofMillis(start)), n)
          const now = Instant.ofMillis(start + (60 * (n + 1) + minute) * 60_000)
          const counted = countedHour(hour, {
            now,
            policy: MeteringPolicy,
            subscriptions: store.subscriptions,
            isSealed: () => false
          })

          if (counted._tag !== "Counted") assert.fail(`usage of ${MeteringHour.format(hour)} is not counted`)
          const form = Instant.isBefore(MeteringHour.start(counted.hour), instant) ? "Product" : "License"
          assert.strictEqual(counted.subscription.agreement._tag, form)
          assert.strictEqual(store.subscriptions.filter((one) => one.covers(counted.hour)).length, 1)
          assert.strictEqual(new Set(store.subscriptions.map((one) => keyIn(one, hour))).size, 2)
        }
      )
    ))
})

const buyer = "012345678901"

const linked = Effect.fnUntraced(function* (changes: Partial<Subscription> = {}) {
  const store = tinyStore()
  const registry = yield* SubscriptionRegistry.pipe(Effect.provide(Layer.orDie(store.layer)))
  const subscription = Subscription.make({
    account: "acme",
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: { _tag: "Product", buyer },
    activeFrom: at("2026-03-01T00:00:00Z"),
    ...(changes.allowances === undefined ? {} : { allowances: changes.allowances })
  })
  yield* registry.link(subscription)
  return { registry, store }
})

const order = (changes: Partial<Parameters<typeof cutOver>[0]>) => ({
  account: "acme",
  buyer,
  from: at("2026-03-10T10:30:00Z"),
  licenseArn: "arn:aws:license-manager::123456789012:license:l-1",
  productCode: exampleProduct,
  ...changes
})

const keyIn = ({ agreement, productCode, region }: Subscription, hour: MeteringHour): string =>
  DedupKey.of({ agreement, dimension: "requests", hour, productCode, region })
