import { Effect } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { type Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { catalogueProblem } from "../policy/linkProblem.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Links an account to an agreement, so that its usage is billed to it.
 *
 * - **Idempotence**: the same subscription again changes nothing, even after it has ended.
 * - **Errors**: `SubscriptionInvalid` for a product that is not in the catalogue, or one whose meters the account already
 *   uses in another product; `SubscriptionConflict` when it contradicts what is linked; `StoreError`.
 */
export const linkAccount = Effect.fn("linkAccount")(function* (subscription: Subscription) {
  const { products } = yield* Catalogue
  const registry = yield* SubscriptionRegistry
  const own = yield* registry.subscriptionsOf(subscription.account)
  const problem = catalogueProblem(subscription, { own, products })
  if (problem !== undefined) return yield* new SubscriptionInvalid({ account: subscription.account, problem })
  yield* registry.link(subscription)
})
