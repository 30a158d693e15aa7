import { agreementsOf } from "../MarketplaceState.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import { hourOf } from "../hourOf.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { acceptedSince } from "./acceptedSince.ts"
import { accountOf } from "./Buyer.ts"
import { instantOf } from "./instantOf.ts"
import { isBeforeStart } from "./isBeforeStart.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"

/**
 * Checks that every record is neither too old, nor of a closed month, nor of the future, nor, billed to a product, of
 * a time before the buyer's first agreement: rule 20.
 */
export const checkTimestamps = (
  batch: UsageBatch,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  const isInWindow = windowAt(context)
  if (!batch.UsageRecords.every(isInWindow)) {
    return refuse("TimestampOutOfBoundsException", "The timestamp is outside the window for usage records")
  }
  const early = context.choices.before_start
  if (early !== "accept" && batch.UsageRecords.some((record) => isEarly(record, batch, state, context))) {
    return refuse(early, "The timestamp is before the start of the buyer's agreement")
  }
  return undefined
}

const windowAt = ({ choices, now }: CallContext) => {
  const since = acceptedSince(now, choices)
  const until = now + choices.future_tolerance_seconds * 1_000
  return (record: UsageRecord): boolean => {
    const instant = instantOf(record)
    const measured = choices.age_measured_from === "hour-start" ? hourOf(instant) : instant
    return measured > since.after && instant >= since.from && instant <= until
  }
}

const isEarly = (
  record: UsageRecord,
  batch: UsageBatch,
  state: MarketplaceState,
  context: CallContext
): boolean =>
  record.LicenseArn === undefined &&
  isBeforeStart(record, agreementsOf(state, batch.ProductCode ?? "", accountOf(record, state) ?? ""), context)
