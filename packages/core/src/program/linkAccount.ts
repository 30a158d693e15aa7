import { Effect } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { type Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { agreementChanges } from "../policy/agreementChanges.ts"
import { subscriptionProblem } from "../policy/subscriptionProblem.ts"
import { AgreementInbox } from "../port/AgreementInbox.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Links an account to an agreement, so that its usage is billed to it.
 *
 * Events of the agreement that came before are followed now, so that one that has ended already is linked with its end.
 *
 * - **Idempotence**: the same subscription again changes nothing, even after it has ended.
 * - **Errors**: `SubscriptionInvalid` for a product that is not in the catalogue, or one whose meters the account already
 *   uses in another product; `SubscriptionConflict` when it contradicts what is linked; `StoreError`.
 *
 * **Example** (At every start of a backend)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* linkAccount(acme)
 *       const registry = yield* SubscriptionRegistry
 *       return yield* registry.subscriptionsOf("acme")
 *     })
 *     const linked = await Effect.runPromise(
 *       program.pipe(Effect.provide([memoryStore().layer, Catalogue.layer({ products })]))
 *     )
 *
 *     linked.map(({ region }) => region) // => ["us-east-1"]
 */
export const linkAccount = Effect.fn("linkAccount")(function* (subscription: Subscription) {
  const { products } = yield* Catalogue
  const registry = yield* SubscriptionRegistry
  const own = yield* registry.subscriptionsOf(subscription.account)
  const problem = subscriptionProblem(subscription, { own, products })
  if (problem !== undefined) return yield* new SubscriptionInvalid({ account: subscription.account, problem })
  yield* registry.link(subscription)
  const inbox = yield* AgreementInbox
  yield* inbox.follow(subscription.account, agreementChanges)
})
