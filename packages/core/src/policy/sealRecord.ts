import { DedupKey } from "../model/DedupKey.ts"
import type { HourUsage } from "../model/HourUsage.ts"
import { Instant } from "../model/Instant.ts"
import type { Meter } from "../model/Meter.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { Quantity } from "../model/Quantity.ts"
import type { Subscription } from "../model/Subscription.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import { allocate } from "./allocate.ts"
import type { ReportingTerms } from "./reportableUntil.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/**
 * Fixes the record of an hour: all that AWS is told of it, for ever.
 *
 * - **Unit**: `units` of the dimension, which stand for `used` in the meter's unit; `usage` is the hour's own, whose tags they
 *   are allocated by.
 * - **Errors**: throws for units that AWS does not take; `billableUnits` gives none.
 *
 * **Example** (The first hour of a buyer, who subscribed in the middle of it)
 *
 *     const subscription = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-03-10T11:40:00Z")
 *     })
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const meter = Result.getOrThrow(Catalogue.fromInput({ products })).meterOf("4ml54db8vrmju", "pages")!
 *     const hour = MeteringHour.of(subscription.activeFrom)
 *     const now = DateTime.makeUnsafe("2026-03-10T12:15:00Z")
 *     const usage = HourUsage.of([{ tags: [["team", "sales"]], quantity: Quantity.ofUnits(2) }])
 *     const quantities = { units: 2, usage, used: usage.quantity }
 *     const record = sealRecord(hour, quantities, { meter, now, subscription, terms: {} })
 *
 *     DateTime.formatIso(record.timestamp) // => "2026-03-10T11:40:00.000Z"
 *     record.allocations // => [{ tags: [["team", "sales"]], quantity: 2 }]
 */
export const sealRecord = (
  hour: MeteringHour,
  quantities: { readonly units: number; readonly usage: HourUsage; readonly used: Quantity },
  context: {
    readonly meter: Meter
    readonly now: Instant
    readonly subscription: Subscription
    /** When AWS stops taking usage of the subscription. */
    readonly terms: ReportingTerms
  }
): UsageRecord => {
  const { meter, now, subscription, terms } = context
  const { account, agreement, productCode, region } = subscription
  const { dimension } = meter
  return UsageRecord.make({
    dedupKey: keyOf(hour, subscription, meter),
    account,
    meter: meter.name,
    productCode,
    region,
    agreement,
    dimension,
    hour,
    // AWS takes nothing from before the subscription, so its first hour is stamped with its beginning.
    timestamp: Instant.max(MeteringHour.start(hour), subscription.activeFrom),
    quantity: quantities.units,
    used: quantities.used,
    allocations: allocate(quantities.units, quantities.usage),
    deadline: submissionDeadline(hour, terms),
    sealedAt: now
  })
}

/** Returns the dedup key of the record that an hour gets under a subscription and a meter. */
export const keyOf = (
  hour: MeteringHour,
  { agreement, productCode, region }: Subscription,
  { dimension }: Pick<Meter, "dimension">
): DedupKey => DedupKey.of({ region, productCode, agreement, dimension, hour })
