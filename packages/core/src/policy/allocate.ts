import type { Allocation } from "../model/Allocation.ts"
import { HourUsage, type TaggedUsage } from "../model/HourUsage.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import { apportion } from "./apportion.ts"

/**
 * Divides the units of a record over the tags of the usage that they stand for.
 *
 * Shares are in proportion to the exact usage, rounded by the largest remainder. A record names five keys at most: those
 * with the most usage, and no others. It has 2 500 allocations at most: what is too much, the smallest first, goes
 * into the one without tags, with the untagged usage.
 *
 * - **Shape**: the quantities add up to `units`, each is positive, and no set of tags stands twice; in the order of the tags'
 *   text. Empty when nothing is tagged, since a record without allocations says the same.
 *
 * **Example** (Seven units for two teams)
 *
 *     const usage = HourUsage.of([
 *       { tags: [["team", "a"]], quantity: Quantity.ofUnits(2) },
 *       { tags: [["team", "b"]], quantity: Quantity.ofUnits(1) }
 *     ])
 *     allocate(7, usage).map(({ quantity }) => quantity) // => [5, 2]
 */
export const allocate = (units: number, usage: HourUsage): ReadonlyArray<Allocation> => {
  if (usage.tagged.length === 0) return []
  const parts = limited(withKeptKeys(usage))
  const shares = apportion(
    BigInt(units),
    parts.map(({ quantity }) => quantity)
  )
  const allocations = parts
    .map(({ tags }, i) => ({ tags, quantity: Number(shares[i]) }))
    .filter(({ quantity }) => quantity > 0)
  return allocations.every(({ tags }) => tags.length === 0) ? [] : allocations
}

/** Usage that late events took back has no share. */
const positive = (parts: ReadonlyArray<TaggedUsage>): ReadonlyArray<TaggedUsage> =>
  parts.filter(({ quantity }) => quantity > 0n)

const withKeptKeys = (usage: HourUsage): HourUsage => {
  const tagged = positive(usage.tagged)
  const kept = new Set(largestKeys(tagged))
  const named = tagged.map(({ quantity, tags }) => ({
    quantity,
    tags: tags.filter(([key]) => kept.has(key))
  }))
  return HourUsage.of([...named, ...positive([{ tags: [], quantity: HourUsage.untagged(usage) }])])
}

/** By older documents AWS counts the keys of a whole record, so no more than five appear in it. */
const largestKeys = (tagged: ReadonlyArray<TaggedUsage>): ReadonlyArray<string> => {
  const sums = new Map<string, Quantity>()
  for (const { quantity, tags } of tagged)
    for (const [key] of tags) sums.set(key, Quantity.add(sums.get(key) ?? Quantity.zero, quantity))
  return [...sums.keys()]
    .toSorted()
    .toSorted((a, b) => Number(sums.get(b)! - sums.get(a)!))
    .slice(0, MeteringLimits.tagsMax)
}

const limited = (usage: HourUsage): ReadonlyArray<TaggedUsage> => {
  const kept = new Set(largestParts(usage.tagged))
  const tagged = usage.tagged.filter((part) => kept.has(part))
  const rest = Quantity.subtract(usage.quantity, Quantity.sum(tagged.map(({ quantity }) => quantity)))
  return [{ tags: [], quantity: rest }, ...tagged]
}

/** The largest parts that fit into a record beside the one without tags, by number and by serialised size. */
const largestParts = (tagged: ReadonlyArray<TaggedUsage>): ReadonlyArray<TaggedUsage> => {
  let bytes = 0
  // Usage has its parts in the order of their tags' text, which sorting leaves to those of one size.
  return tagged
    .toSorted((a, b) => Number(b.quantity - a.quantity))
    .slice(0, MeteringLimits.allocationsMax - 1)
    .filter((part) => (bytes += bytesOf(part)) < allocationBytesMax)
}

/** Leaves room in a request for the record's other members, so that no record is ever too large to be sent. */
const allocationBytesMax = MeteringLimits.requestBytes - 20_000

// Tags are in ASCII, so characters are bytes. Each tag costs its member names besides, and each allocation its quantity.
const bytesOf = ({ tags }: TaggedUsage): number =>
  tags.reduce((bytes, [key, value]) => bytes + key.length + value.length + 24, 80)
