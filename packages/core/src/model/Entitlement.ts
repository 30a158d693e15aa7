import { Schema } from "effect"
import { Instant } from "./Instant.ts"
import { Quantity } from "./Quantity.ts"

const Value = Schema.TaggedUnion({
  Quantity: { quantity: Quantity.Schema },
  Flag: { isGranted: Schema.Boolean },
  Text: { text: Schema.String }
})

/**
 * What a buyer has bought of one dimension of a contract.
 *
 * - **Unit**: a `Quantity` is in units of the dimension, exact however AWS has put the number.
 * - **Shape**: `expiresAt` is the earliest instant at which it may end, absent where AWS names none; a contract that renews
 *   goes on after it. `licenseArn` is there where the agreement has a license.
 *
 * **Example** (Ten seats until the summer)
 *
 *     const seats = Entitlement.make({
 *       productCode: "4ml54db8vrmju",
 *       dimension: "seats",
 *       value: { _tag: "Quantity", quantity: Quantity.ofUnits(10) },
 *       expiresAt: DateTime.makeUnsafe("2026-07-01T00:00:00Z")
 *     })
 *
 *     seats.value._tag === "Quantity" && Quantity.format(seats.value.quantity) // => "10"
 */
export class Entitlement extends Schema.Class<Entitlement>("Entitlement")({
  productCode: Schema.NonEmptyString,
  dimension: Schema.NonEmptyString,
  value: Value,
  expiresAt: Schema.optionalKey(Instant.Schema),
  licenseArn: Schema.optionalKey(Schema.NonEmptyString)
}) {}
