import type { Agreement } from "../Agreement.ts"
import { hourOf } from "../hourOf.ts"
import type { CallContext } from "../operation/Operation.ts"
import { instantOf } from "./instantOf.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/**
 * Tells whether a record is stamped before the first of its agreements starts.
 *
 * An agreement that has not started yet has no say: its buyer is not subscribed, which is the record's own status and
 * not a matter of the timestamp. Without any agreement the answer is no, for the same reason.
 */
export const isBeforeStart = (
  record: UsageRecord,
  agreements: ReadonlyArray<Agreement>,
  { choices, now }: CallContext
): boolean => {
  let first = Infinity
  for (const { startsAt } of agreements) if (startsAt <= now && startsAt < first) first = startsAt
  if (first === Infinity) return false
  return instantOf(record) < (choices.start_compared_by === "hour" ? hourOf(first) : first)
}
