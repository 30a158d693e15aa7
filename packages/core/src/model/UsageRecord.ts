import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import { Allocation } from "./Allocation.ts"
import { DedupKey } from "./DedupKey.ts"
import { Instant } from "./Instant.ts"
import { MeteringHour } from "./MeteringHour.ts"
import { MeteringLimits } from "./MeteringLimits.ts"
import { Quantity } from "./Quantity.ts"

/**
 * The sealed quantity of one account, meter and hour: what AWS is told, fixed before the first attempt.
 *
 * - **Unit**: `quantity` in units of the dimension; `used` is the usage that they stand for, in the meter's unit.
 * - **Shape**: no field ever changes. `allocations` are empty, or add up to the quantity, each set of tags once. `timestamp`
 *   is the start of the hour, or the start of the subscription where that lies inside the hour. `deadline` is AWS's own,
 *   exclusive, without our margin.
 * - **Errors**: `UsageRecord.make` throws for what AWS would not take, such as a fraction.
 *
 * **Example** (Seven pages of an hour)
 *
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *
 *     DateTime.formatIso(record.deadline) // => "2026-03-11T11:00:00.000Z"
 *     const fraction = Result.try(() => UsageRecord.make({ ...record, quantity: 7.5 }))
 *     Result.isFailure(fraction) // => true
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
  used: Quantity.Schema,
  allocations: Schema.Array(Allocation).check(Schema.isMaxLength(MeteringLimits.allocationsMax)),
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
 *
 * **Example** (Which records need a person)
 *
 *     const waitsFor: Record<RecordState, string> = {
 *       sealed: "its turn",
 *       leased: "an answer",
 *       settled: "nothing",
 *       dead: "a person",
 *       "in doubt": "an audit, or a person"
 *     }
 *
 *     RecordState.literals.filter((state) => waitsFor[state].endsWith("a person")) // => ["dead", "in doubt"]
 */
export const RecordState = Schema.Literals(["sealed", "leased", "settled", "dead", "in doubt"])
export type RecordState = typeof RecordState.Type
