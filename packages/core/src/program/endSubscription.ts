import { Effect } from "effect"
import { Instant } from "../model/Instant.ts"
import { showValue } from "../model/showValue.ts"
import { SubscriptionInvalid } from "../model/Subscription.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Ends the running subscription of an account to a product. What was used before is sealed and sent at once.
 *
 * - **Unit**: `activeUntil` is an instant in UTC, exclusive.
 * - **Idempotence**: an end that is set stays.
 * - **Errors**: `SubscriptionInvalid` when there never was such a subscription, or it began later; `StoreError`.
 *
 * **Example** (A buyer cancels)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const activeUntil = DateTime.makeUnsafe("2026-03-10T12:10:00Z")
 *     const program = Effect.gen(function* () {
 *       const registry = yield* SubscriptionRegistry
 *       yield* registry.link(acme)
 *       yield* endSubscription({ account: "acme", activeUntil, productCode: "4ml54db8vrmju" })
 *       return yield* registry.subscriptionsOf("acme")
 *     })
 *     const [ended] = await Effect.runPromise(program.pipe(Effect.provide(memoryStore().layer)))
 *
 *     ended?.covers(MeteringHour.of(activeUntil)) // => true
 *     ended?.covers(MeteringHour.plus(MeteringHour.of(activeUntil), 1)) // => false
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
    const problem = `it has no subscription of product ${showValue(productCode)} that could end`
    return yield* new SubscriptionInvalid({ account, problem })
  }
  if (own.every(({ activeFrom }) => Instant.isBefore(activeUntil, activeFrom))) {
    return yield* new SubscriptionInvalid({ account, problem: "activeUntil lies before activeFrom" })
  }
  yield* registry.end(end)
})
