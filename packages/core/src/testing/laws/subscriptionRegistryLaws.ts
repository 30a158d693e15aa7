import { Effect } from "effect"
import { Allowance } from "../../model/Allowance.ts"
import { Instant } from "../../model/Instant.ts"
import { Subscription } from "../../model/Subscription.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { at, exampleProduct, freshAgreement, freshName, quantity } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { oneBillLaws } from "./oneBillLaws.ts"
import { aSubscription, isRefused } from "./subscriptionSteps.ts"

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
  },
  ...oneBillLaws,
  {
    name: "what a contract includes comes back to the letter, and is part of the link",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const subscription = Subscription.make({
        ...(yield* aSubscription("License")),
        allowances: [
          Allowance.make({ meter: "requests", period: "month", quantity: quantity("1000000.000000000001") }),
          Allowance.make({ meter: 'se"at\\s \u00e9', period: "term", quantity: quantity("0") })
        ]
      })
      yield* registry.link(subscription)
      yield* registry.link(subscription)
      const { account } = subscription
      yield* claimEqual("as it was linked", yield* registry.subscriptionsOf(account), [subscription])
      const richer = Subscription.make({ ...subscription, allowances: subscription.allowances!.slice(0, 1) })
      yield* claimEqual("another contract is another link", yield* isRefused(richer), true)
    })
  },
  {
    name: "an account with a subscription that ends within a span is found, with all that it has",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const running = yield* aSubscription("License")
      const ended = yield* aSubscription("Product")
      const activeUntil = at("2026-03-10T12:10:00Z")
      const other = Subscription.make({ ...ended, activeFrom: activeUntil, productCode: "another" })
      yield* registry.link(running)
      yield* registry.link(ended)
      yield* registry.link(other)
      yield* registry.end({ account: ended.account, productCode: exampleProduct, activeUntil })
      const found = Effect.fnUntraced(function* (from: string, until: string) {
        const all = yield* registry.endingBetween({ from: at(from), until: at(until) })
        return all.filter(({ account }) => account === running.account || account === ended.account)
      })
      const both = yield* registry.subscriptionsOf(ended.account)
      yield* claimEqual("there are two", both.length, 2)
      yield* claimEqual("at its limits", yield* found("2026-03-10T12:10:00Z", "2026-03-10T12:10:00Z"), both)
      yield* claimEqual("not after", yield* found("2026-03-10T12:10:00.001Z", "2026-04-01T00:00:00Z"), [])
      yield* claimEqual("nor before", yield* found("2026-03-01T00:00:00Z", "2026-03-10T12:09:59.999Z"), [])
    })
  },
  {
    name: "accounts that are not metered by license at an instant are found page by page, with all that they have",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const productCode = yield* freshName("product")
      const forms = ["License", "Product", "Legacy", "Product"] as const
      const linked = yield* Effect.forEach(forms, aSubscription)
      for (const one of linked) {
        yield* registry.link(Subscription.make({ ...one, productCode }))
        const agreement = yield* freshAgreement("Product")
        yield* registry.link(Subscription.make({ ...one, agreement, productCode: `${productCode}-other` }))
      }
      const [, ended, legacy, running] = linked.map(({ account }) => account)
      const instant = at("2026-03-10T12:00:00Z")
      yield* registry.end({ account: ended!, productCode, activeUntil: instant })
      const pageAfter = Effect.fnUntraced(function* (after: string, until = instant) {
        const page = { accountsMax: 1, after, instant: until, productCode }
        return (yield* registry.inOlderForm(page)).map(({ account }) => account)
      })
      const [first = "", second = ""] = [legacy!, running!].toSorted((a, b) => (a < b ? -1 : 1))
      yield* claimEqual("the first, with both its own", yield* pageAfter(""), [first, first])
      yield* claimEqual("the next", yield* pageAfter(first), [second, second])
      yield* claimEqual("and no more", yield* pageAfter(second), [])
      const before = Instant.ofMillis(instant.epochMilliseconds - 1)
      const then = [
        yield* pageAfter("", before),
        yield* pageAfter(first, before),
        yield* pageAfter(second, before)
      ]
      yield* claimEqual("until its end the other, too", then.flat().includes(ended!), true)
    })
  },
  {
    name: "accounts with an end in a span stand in their order, and their subscriptions in that of their beginning",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      for (const end of ["2026-03-10T12:30:00Z", "2026-03-10T12:10:00Z", "2026-03-10T12:20:00Z"]) {
        const late = yield* aSubscription("Product")
        const activeFrom = at("2025-12-01T00:00:00Z")
        const agreement = yield* freshAgreement("License")
        yield* registry.link(Subscription.make({ ...late, activeUntil: at(end) }))
        yield* registry.link(Subscription.make({ ...late, activeFrom, agreement, productCode: "another" }))
      }
      const all = yield* registry.endingBetween({
        from: at("2026-03-10T12:10:00Z"),
        until: at("2026-03-10T12:30:00Z")
      })
      const order = all.map(({ account, activeFrom }) => [account, activeFrom.epochMilliseconds] as const)
      const sorted = order.toSorted((one, two) =>
        one[0] === two[0] ? one[1] - two[1] : one[0] < two[0] ? -1 : 1
      )
      yield* claimEqual("in order", order, sorted)
      yield* claimEqual("all six and more", order.length >= 6, true)
    })
  }
]
