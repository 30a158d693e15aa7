import { HourUsage } from "../model/HourUsage.ts"
import { Quantity } from "../model/Quantity.ts"
import { apportion } from "./apportion.ts"

/**
 * Returns the part of an hour's usage that comes to a certain quantity, its tags in the same proportions.
 *
 * - **Shape**: the quantity is not negative. Exact: the tags and what is untagged add up to it.
 * - **Unit**: the meter's own.
 *
 * **Example** (Half of an hour's usage)
 *
 *     const usage = HourUsage.of([
 *       { tags: [["team", "a"]], quantity: Quantity.ofUnits(2) },
 *       { tags: [["team", "b"]], quantity: Quantity.ofUnits(1) }
 *     ])
 *     const half = scaleUsage(usage, Result.getOrThrow(Quantity.parse("1.5")))
 *
 *     half.tagged.map(({ quantity }) => Quantity.format(quantity)) // => ["1", "0.5"]
 */
export const scaleUsage = (usage: HourUsage, quantity: Quantity): HourUsage => {
  if (usage.quantity === quantity) return usage
  if (quantity === Quantity.zero) return HourUsage.none
  const parts = [{ tags: [], quantity: HourUsage.untagged(usage) }, ...usage.tagged]
  const shares = apportion(
    quantity,
    parts.map((part) => Quantity.max(Quantity.zero, part.quantity))
  )
  return HourUsage.of(parts.map(({ tags }, i) => ({ tags, quantity: Quantity.ofParts(shares[i]!) })))
}
