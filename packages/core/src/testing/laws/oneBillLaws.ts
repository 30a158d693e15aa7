import { Effect } from "effect"
import type { Agreement } from "../../model/Agreement.ts"
import { Subscription } from "../../model/Subscription.ts"
import { buyerOf } from "../../policy/agreementKey.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { at, exampleProduct, freshName } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { aSubscription, isRefused } from "./subscriptionSteps.ts"

/** What every registry promises so that no usage is billed twice: whose an agreement is, in which form and region. */
export const oneBillLaws: ReadonlyArray<Law<SubscriptionRegistry>> = [
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
    name: "a buyer is never metered in two forms in one hour, whichever accounts it has",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const byProduct = yield* aSubscription("Product")
      const byLicense = yield* aRivalOf(byProduct, "License")
      yield* registry.link(byProduct)
      yield* claimEqual("not while the other runs", yield* isRefused(byLicense), true)
      const end = { account: byProduct.account, productCode: exampleProduct }
      yield* registry.end({ ...end, activeUntil: at("2026-04-01T10:20:00Z") })
      const sameHour = Subscription.make({ ...byLicense, activeFrom: at("2026-04-01T10:40:00Z") })
      yield* claimEqual("nor in the hour of its end", yield* isRefused(sameHour), true)
      const elsewhere = Subscription.make({ ...byLicense, productCode: "another-product" })
      yield* claimEqual("but for another product", yield* isRefused(elsewhere), false)
      const nextHour = Subscription.make({
        ...(yield* aRivalOf(byProduct, "License")),
        activeFrom: at("2026-04-01T11:00:00Z")
      })
      yield* claimEqual("and from the next hour on", yield* isRefused(nextHour), false)
    })
  },
  {
    name: "a buyer that a customer identifier names, too, is never metered by license in one hour with it",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      for (const [first, second] of [
        ["Legacy", "License"],
        ["License", "Legacy"]
      ] as const) {
        const buyers = yield* aSubscription("Product")
        const running = yield* aRivalOf(buyers, first)
        const rival = yield* aRivalOf(buyers, second)
        const activeUntil = at("2026-04-01T10:00:00Z")
        yield* registry.link(running)
        yield* claimEqual(`${second} beside ${first} is refused`, yield* isRefused(rival), true)
        yield* claimEqual("it has nothing", yield* registry.subscriptionsOf(rival.account), [])
        yield* claimEqual("the first has all", yield* registry.subscriptionsOf(running.account), [running])
        yield* registry.end({ account: running.account, activeUntil, productCode: exampleProduct })
        const later = Subscription.make({ ...rival, activeFrom: activeUntil })
        yield* claimEqual("from its end on it may be", yield* isRefused(later), false)
      }
    })
  },
  {
    name: "an agreement is metered in one region for ever",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const first = yield* aSubscription("License")
      yield* registry.link(first)
      const activeUntil = at("2026-04-01T00:00:00Z")
      yield* registry.end({ account: first.account, productCode: exampleProduct, activeUntil })
      const again = Subscription.make({ ...first, activeFrom: at("2026-05-01T00:00:00Z") })
      const elsewhere = Subscription.make({ ...again, region: "eu-west-1" })
      yield* claimEqual("in another one it is refused", yield* isRefused(elsewhere), true)
      yield* claimEqual("in the same it may begin again", yield* isRefused(again), false)
    })
  },
  {
    name: "a license spelt in two ways is one agreement",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const first = yield* aSubscription("License")
      yield* registry.link(first)
      const stranger = Subscription.make({
        ...first,
        account: yield* freshName("account"),
        agreement: respelt(first.agreement)
      })
      yield* claimEqual("another account cannot have it", yield* isRefused(stranger), true)
      yield* registry.link(Subscription.make({ ...first, agreement: respelt(first.agreement) }))
      yield* claimEqual(
        "its own account has it once, as it was spelt first",
        yield* registry.subscriptionsOf(first.account),
        [first]
      )
    })
  },
  {
    name: "two licenses of one buyer stay apart",
    holds: Effect.gen(function* () {
      const registry = yield* SubscriptionRegistry
      const first = yield* aSubscription("License")
      const second = yield* aRivalOf(first, "License")
      yield* registry.link(first)
      yield* registry.link(second)
      yield* claimEqual("each account has its own", yield* registry.subscriptionsOf(second.account), [second])
      yield* claimEqual("beside the other", yield* registry.subscriptionsOf(first.account), [first])
    })
  }
]

/** A subscription of another account that names the same buyer. */
const aRivalOf = Effect.fnUntraced(function* ({ agreement }: Subscription, form: Agreement["_tag"]) {
  const other = yield* aSubscription(form)
  const buyer = buyerOf(agreement) ?? ""
  return Subscription.make({ ...other, agreement: { ...other.agreement, buyer } })
})

/** The other way in which AWS writes the ARN of a license. */
const respelt = (agreement: Agreement): Agreement =>
  agreement._tag === "License"
    ? { ...agreement, licenseArn: agreement.licenseArn.replace(":license:", ":license/") }
    : agreement
