import { Effect } from "effect"
import { Instant } from "../model/Instant.ts"
import { SubscriptionInvalid } from "../model/Subscription.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Ends the running subscription of an account to a product. What was used before is sealed and sent at once.
 *
 * - **Idempotence**: an end that is set stays.
 * - **Errors**: `SubscriptionInvalid` when there never was such a subscription, or it began later; `StoreError`.
 */
export const endSubscription = Effect.fn("endSubscription")(function* (end: {
  readonly account: string
  readonly activeUntil: Instant
  readonly productCode: string
}) {
  const { account, activeUntil, productCode } = end
  const registry = yield* SubscriptionRegistry
  const own = (yield* registry.subscriptionsOf(account)).filter((other) => other.productCode === productCode)
  if (own.length === 0) {
    const problem = `it has no subscription of product ${JSON.stringify(productCode)} that could end`
    return yield* new SubscriptionInvalid({ account, problem })
  }
  const running = own.find((other) => other.activeUntil === undefined)
  if (running !== undefined && Instant.isBefore(activeUntil, running.activeFrom)) {
    return yield* new SubscriptionInvalid({ account, problem: "activeUntil lies before activeFrom" })
  }
  yield* registry.end(end)
})
