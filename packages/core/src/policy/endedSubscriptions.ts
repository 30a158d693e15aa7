import { DateTime } from "effect"
import type { EndedSubscription } from "../model/EndedSubscription.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { Subscription } from "../model/Subscription.ts"
import { termsOf } from "./reportableUntil.ts"

/**
 * Returns those subscriptions whose agreement ends, and until when AWS takes their last records.
 *
 * - **Shape**: `subscriptions` are all those of one account or more. One that ended as soon as it began is left out.
 *
 * **Example** (A cancellation at ten past twelve)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
 *       activeUntil: DateTime.makeUnsafe("2026-03-10T12:10:00Z")
 *     })
 *     const [ended] = endedSubscriptions([acme])
 *     ended && DateTime.formatIso(ended.sendBefore) // => "2026-03-10T13:10:00.000Z"
 */
export const endedSubscriptions = (
  subscriptions: ReadonlyArray<Subscription>
): ReadonlyArray<EndedSubscription> =>
  [...Map.groupBy(subscriptions, ({ account }) => account).values()].flatMap((own) =>
    own.flatMap((subscription) => {
      const endsAt = termsOf(subscription, own).activeUntil
      if (endsAt === undefined || !subscription.overlaps(subscription)) return []
      return [{ subscription, endsAt, sendBefore: DateTime.addDuration(endsAt, MeteringLimits.finalWindow) }]
    })
  )
