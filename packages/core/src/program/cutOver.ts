import { Effect } from "effect"
import type { CutOver } from "../model/CutOver.ts"
import { planCutOver } from "../policy/planCutOver.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Moves the subscription of an account to a product over to the license form, from the next full hour on.
 *
 * Hours before that are metered in the old form, retries included, and hours from it on in the new one, so that none is
 * ever metered in both, which AWS would bill twice. Usage that comes late is counted in the new form.
 *
 * - **Shape**: returns the instant from which the license is used: `from`, or the start of the hour after it.
 * - **Guarantees**: the old form ends and the new one begins, or neither does.
 * - **Idempotence**: a cut-over that is done already is answered with its instant.
 * - **Errors**: `SubscriptionInvalid` when nothing runs that could be cut over, or the license is another buyer's;
 *   `SubscriptionConflict` when the license belongs to another account; `StoreError`.
 *
 * **Example** (A license that is to hold from ten past twelve)
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
 *     const license = {
 *       account: "acme",
 *       buyer: "111111111111",
 *       from: DateTime.makeUnsafe("2026-03-10T12:10:00Z"),
 *       licenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c",
 *       productCode: "4ml54db8vrmju"
 *     }
 *     const program = Effect.gen(function* () {
 *       const registry = yield* SubscriptionRegistry
 *       yield* registry.link(acme)
 *       const instant = yield* cutOver(license)
 *       const subscriptions = yield* registry.subscriptionsOf("acme")
 *       return [DateTime.formatIso(instant), subscriptions.map(({ agreement }) => agreement._tag)]
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryStore().layer)))
 *     // => ["2026-03-10T13:00:00.000Z", ["Product", "License"]]
 */
export const cutOver = Effect.fn("cutOver")(function* (order: CutOver) {
  const registry = yield* SubscriptionRegistry
  const own = yield* registry.subscriptionsOf(order.account)
  const { due, from } = yield* Effect.fromResult(planCutOver(own, order))
  if (due !== undefined) yield* registry.cutOver(due)
  return from
})
