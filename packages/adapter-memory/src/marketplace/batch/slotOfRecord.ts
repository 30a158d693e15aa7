import { hourOf } from "../hourOf.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { slotOf } from "../slotOf.ts"
import type { Slot } from "../slotOf.ts"
import { instantOf } from "./instantOf.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/** Returns the UTC hour and the dimension that a record is about. */
export const slotOfRecord = (record: UsageRecord): Slot =>
  slotOf(hourOf(instantOf(record)) / ServiceLimits.hourMillis, record.Dimension)
