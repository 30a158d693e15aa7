import { Effect } from "effect"
import type { Agreement } from "../../model/Agreement.ts"
import { Subscription } from "../../model/Subscription.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { at, exampleProduct, exampleRegion, freshAgreement, freshName } from "../builders.ts"

/** Draws a subscription of a fresh account in a given form, running since the beginning of the year. */
export const aSubscription = Effect.fnUntraced(function* (form: Agreement["_tag"]) {
  return Subscription.make({
    account: yield* freshName("account"),
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: yield* freshAgreement(form),
    activeFrom: at("2026-01-01T00:00:00Z")
  })
})

/** Links a subscription, or returns that it cannot be. */
export const isRefused = (subscription: Subscription) =>
  Effect.flatMap(SubscriptionRegistry, (registry) =>
    registry.link(subscription).pipe(
      Effect.as(false),
      Effect.catchTag("SubscriptionConflict", () => Effect.succeed(true))
    )
  )
