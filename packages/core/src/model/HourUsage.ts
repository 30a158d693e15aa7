import { Quantity } from "./Quantity.ts"
import type { MeteringHour } from "./MeteringHour.ts"
import { Tags } from "./Tags.ts"

/** The part of an hour's usage that has certain tags. */
export interface TaggedUsage {
  readonly tags: Tags
  readonly quantity: Quantity
}

/**
 * Usage of one account, meter and hour.
 *
 * - **Unit**: the meter's own.
 * - **Shape**: `tagged` names each set of tags once, in the order of their text; what it does not name is untagged.
 *   A quantity is negative where an event that came late took back some of what was sealed already.
 */
export interface HourUsage {
  readonly quantity: Quantity
  readonly tagged: ReadonlyArray<TaggedUsage>
}

/** Usage of an hour that no record holds yet. */
export interface OpenHour extends HourUsage {
  readonly hour: MeteringHour
}

/** No usage at all. */
const none: HourUsage = { quantity: Quantity.zero, tagged: [] }

/** Adds up usage by its tags. */
const add = (left: HourUsage, right: HourUsage): HourUsage =>
  left.tagged.length === 0 && right.tagged.length === 0
    ? { quantity: Quantity.add(left.quantity, right.quantity), tagged: [] }
    : of([
        ...left.tagged,
        ...right.tagged,
        { tags: [], quantity: Quantity.add(untagged(left), untagged(right)) }
      ])

/** Returns what the first has over the second, tag by tag; negative where it has less. */
const subtract = (left: HourUsage, right: HourUsage): HourUsage =>
  add(left, {
    quantity: Quantity.negate(right.quantity),
    tagged: right.tagged.map(({ quantity, tags }) => ({ tags, quantity: Quantity.negate(quantity) }))
  })

/** Whether there is no usage, under any tags. */
const isNone = ({ quantity, tagged }: HourUsage): boolean => quantity === Quantity.zero && tagged.length === 0

/** Joins parts, those with the same tags into one, and those that add up to nothing into none. */
const of = (parts: Iterable<TaggedUsage>): HourUsage => {
  const sums = new Map<string, TaggedUsage>()
  let quantity = Quantity.zero
  for (const part of parts) {
    const key = Tags.format(part.tags)
    const there = sums.get(key)
    sums.set(
      key,
      there === undefined ? part : { tags: part.tags, quantity: Quantity.add(there.quantity, part.quantity) }
    )
    quantity = Quantity.add(quantity, part.quantity)
  }
  const tagged = [...sums]
    .filter(([, part]) => part.tags.length > 0 && part.quantity !== Quantity.zero)
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return { quantity, tagged: tagged.map(([, part]) => part) }
}

/** Returns the usage without tags. */
const untagged = ({ quantity, tagged }: HourUsage): Quantity =>
  Quantity.subtract(quantity, Quantity.sum(tagged.map((part) => part.quantity)))

/**
 * Usage of an hour: joining it, and telling its tags apart.
 *
 * **Example** (Two parts of one team, and one of nobody)
 *
 *     const usage = HourUsage.of([
 *       { tags: [["team", "sales"]], quantity: Quantity.ofUnits(2) },
 *       { tags: [["team", "sales"]], quantity: Quantity.ofUnits(3) },
 *       { tags: [], quantity: Quantity.ofUnits(1) }
 *     ])
 *
 *     Quantity.format(usage.quantity) // => "6"
 *     usage.tagged.map(({ quantity }) => Quantity.format(quantity)) // => ["5"]
 *     Quantity.format(HourUsage.untagged(usage)) // => "1"
 *     HourUsage.isNone(HourUsage.subtract(usage, usage)) // => true
 */
export const HourUsage = { add, isNone, none, of, subtract, untagged }
