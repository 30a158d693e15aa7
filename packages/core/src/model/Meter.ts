import { Schema } from "effect"

/**
 * What happens to the part of an hour's quantity that AWS's whole numbers cannot hold.
 *
 * - `carry`: the whole part now, the remainder into the next hour; nothing is lost or invented.
 * - `up`, `down`, `nearest` (half goes up): the difference is written off in the books, negative when AWS bills more.
 */
export const FractionPolicy = Schema.Literals(["carry", "up", "down", "nearest"])
export type FractionPolicy = typeof FractionPolicy.Type

/**
 * The seller's own name for what is counted, mapped to one dimension of a product.
 *
 * - **Shape**: `dimension` is AWS's API name, 1 to 255 characters, case-sensitive; no two meters of a product share one,
 *   because AWS would take only the first of their records in an hour.
 */
export class Meter extends Schema.Class<Meter>("Meter")({
  name: Schema.NonEmptyString,
  dimension: Schema.NonEmptyString.check(Schema.isMaxLength(255)),
  fraction: FractionPolicy
}) {}
