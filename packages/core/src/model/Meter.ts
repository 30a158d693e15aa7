import { Schema } from "effect"
import { Aggregation } from "./Aggregation.ts"
import { Quantity } from "./Quantity.ts"

/**
 * What happens to the part of an hour's quantity that AWS's whole numbers cannot hold.
 *
 * - `carry`: the whole part now, the remainder into the next hour; nothing is lost or invented.
 * - `up`, `down`, `nearest` (half goes up): the difference is written off in the books, negative when AWS bills more.
 * - `refuse`: an event with a fraction is refused; what a unit of several leaves over is carried.
 *
 * **Example** (What AWS is told of 1.4 units)
 *
 *     const used = Result.getOrThrow(Quantity.parse("1.4"))
 *     const told = (fraction: FractionPolicy) => billableUnits(used, { fraction, unit: Quantity.ofUnits(1) }).units
 *
 *     FractionPolicy.literals.map((fraction) => [fraction, told(fraction)])
 *     // => [["carry", 1], ["up", 2], ["down", 1], ["nearest", 1], ["refuse", 1]]
 */
export const FractionPolicy = Schema.Literals(["carry", "up", "down", "nearest", "refuse"])
export type FractionPolicy = typeof FractionPolicy.Type

/**
 * Withholds a record that is far above what its account is used to, because AWS's quantities can never be lowered.
 *
 * - **Shape**: `times` the largest of the account's last 24 records is still sent at once. With fewer than five records
 *   there is no baseline, and nothing is withheld.
 * - **Errors**: `Guard.make` throws for `times` that are less than 1 or more than a million; a catalogue lists it.
 *
 * **Example** (Ten times the usual)
 *
 *     const now = DateTime.makeUnsafe("2026-03-10T12:15:00Z")
 *     const deadline = DateTime.makeUnsafe("2026-03-11T11:00:00Z")
 *     const context = { baseline: [5, 4, 5, 3, 5], deadline, guard: Guard.make({ times: 10 }), now, policy: MeteringPolicy }
 *
 *     withholdUntil(50, context) // => undefined
 *     withholdUntil(51, context)?.reason
 *     // => "Withheld: 51 units are more than 10 times the account's largest of late, 5"
 */
export class Guard extends Schema.Class<Guard>("Guard")({
  times: Schema.Finite.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))
}) {}

/**
 * The seller's own name for what is counted, mapped to one dimension of a product.
 *
 * - **Unit**: events are in the meter's unit; `unit` says how much of it is one unit of the dimension, such as 1 000
 *   tokens.
 * - **Shape**: `dimension` is AWS's API name, 1 to 255 characters, case-sensitive; no two meters of a product share one,
 *   because AWS would take only the first of their records in an hour. `property` names what a `distinct` meter tells
 *   events apart by, and no other meter has it.
 * - **Errors**: `Meter.make` throws for a field that is wrong; a seller writes a catalogue instead, which lists them all.
 *
 * **Example** (Tokens, billed by the thousand)
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "tokens", unit: 1000 }] }]
 *     const tokens = Result.getOrThrow(Catalogue.fromInput({ products })).meterOf("4ml54db8vrmju", "tokens")
 *
 *     tokens?.dimension // => "tokens"
 *     tokens?.aggregation // => "sum"
 *     tokens?.fraction // => "carry"
 */
export class Meter extends Schema.Class<Meter>("Meter")({
  name: Schema.NonEmptyString.check(Schema.isMaxLength(255)),
  dimension: Schema.NonEmptyString.check(Schema.isMaxLength(255)),
  fraction: FractionPolicy,
  aggregation: Aggregation,
  property: Schema.optionalKey(Schema.NonEmptyString.check(Schema.isMaxLength(255))),
  unit: Quantity.Schema.check(
    Schema.makeFilter((unit: Quantity) => (unit > 0n ? true : "is not greater than zero"))
  ),
  guard: Schema.optionalKey(Guard)
}) {}
