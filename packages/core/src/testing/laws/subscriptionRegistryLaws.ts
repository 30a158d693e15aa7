import { Effect } from "effect"
import { Subscription } from "../../model/Subscription.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { at, exampleProduct, exampleRegion, freshAgreement, freshName } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"

/** What every registry of subscriptions promises. */
export const subscriptionRegistryLaws: ReadonlyArray<Law<SubscriptionRegistry>> = [
  {
    name: "a linked subscription is found, to the letter",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      for (const form of ["License", "Product", "Legacy"] as const) {
        const subscription = yield* aSubscription(form)
        yield* registry.link(subscription)
        yield* registry.link(subscription)
        yield* claimEqual("once", yield* registry.subscriptionsOf(subscription.account), [subscription])
      }
    })
  },
  {
    name: "an agreement is never linked to two accounts",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const subscription = yield* aSubscription("License")
      yield* registry.link(subscription)
      const stranger = yield* freshName("account")
      const refusal = yield* Effect.flip(
        registry.link(Subscription.make({ ...subscription, account: stranger }))
      )
      yield* claimEqual("it is refused", refusal._tag, "SubscriptionConflict")
      yield* claimEqual("and the stranger has nothing", yield* registry.subscriptionsOf(stranger), [])
    })
  },
  {
    name: "an account has one subscription of a product at a time",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const first = yield* aSubscription("Product")
      yield* registry.link(first)
      const second = Subscription.make({
        ...first,
        agreement: yield* freshAgreement("License"),
        activeFrom: at("2026-04-01T00:00:00Z")
      })
      const refusal = yield* Effect.flip(registry.link(second))
      yield* claimEqual("a second one at the same time is refused", refusal._tag, "SubscriptionConflict")
      const activeUntil = at("2026-04-01T00:00:00Z")
      yield* registry.end({ account: first.account, productCode: exampleProduct, activeUntil })
      yield* registry.link(second)
      yield* claimEqual(
        "one that begins where the first ends is a cut-over",
        yield* registry.subscriptionsOf(first.account),
        [Subscription.make({ ...first, activeUntil }), second]
      )
    })
  },
  {
    name: "an end that is set stays",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const subscription = yield* aSubscription("License")
      yield* registry.link(subscription)
      const end = { account: subscription.account, productCode: exampleProduct }
      yield* registry.end({ ...end, activeUntil: at("2026-04-01T00:00:00Z") })
      yield* registry.end({ ...end, activeUntil: at("2026-05-01T00:00:00Z") })
      const [found] = yield* registry.subscriptionsOf(subscription.account)
      yield* registry.link(subscription)
      yield* claimEqual("the first end holds", found?.activeUntil, at("2026-04-01T00:00:00Z"))
    })
  }
]

const aSubscription = Effect.fnUntraced(function* (form: "License" | "Product" | "Legacy") {
  return Subscription.make({
    account: yield* freshName("account"),
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: yield* freshAgreement(form),
    activeFrom: at("2026-01-01T00:00:00Z")
  })
})
