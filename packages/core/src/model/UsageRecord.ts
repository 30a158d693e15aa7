import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import { DedupKey } from "./DedupKey.ts"
import { Instant } from "./Instant.ts"
import { MeteringHour } from "./MeteringHour.ts"
import { MeteringLimits } from "./MeteringLimits.ts"

/**
 * The sealed quantity of one account, meter and hour: what AWS is told, fixed before the first attempt.
 *
 * - **Shape**: no field ever changes. `timestamp` is the start of the hour, or the start of the subscription where that
 *   lies inside the hour. `deadline` is AWS's own, exclusive, without our margin.
 */
export class UsageRecord extends Schema.Class<UsageRecord>("UsageRecord")({
  dedupKey: DedupKey.Schema,
  account: Schema.NonEmptyString,
  meter: Schema.NonEmptyString,
  productCode: Schema.NonEmptyString,
  region: Schema.NonEmptyString,
  agreement: Agreement,
  dimension: Schema.NonEmptyString,
  hour: MeteringHour.Schema,
  timestamp: Instant.Schema,
  quantity: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: MeteringLimits.quantityMax })),
  deadline: Instant.Schema,
  sealedAt: Instant.Schema
}) {}

/**
 * Where a record stands.
 *
 * - `sealed`: waits for its first attempt, or for the next one after `available_at`. Entered by sealing or a retry.
 * - `leased`: held by one worker until an instant; left by settling, or taken over when the lease runs out.
 * - `settled`: AWS has it. Final.
 * - `dead`: no retry can help; kept with its reason until a person decides.
 * - `in doubt`: it may have been sent, no answer is known, and its window is closed; waits for an audit or a person.
 */
export const RecordState = Schema.Literals(["sealed", "leased", "settled", "dead", "in doubt"])
export type RecordState = typeof RecordState.Type
