import { HourUsage, type TaggedUsage } from "../model/HourUsage.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"

/**
 * Keeps the largest sets of tags of an hour, as many as a record may have allocations; the usage of the others is untagged.
 *
 * So that no hour outgrows memory, however many sets of tags it has, a sealing is offered no more of them.
 *
 * - **Shape**: the quantity stays as it is. Of two sets of one size the first in the order of their text is kept.
 *
 * **Example** (Three thousand runs of one unit each)
 *
 *     const runs = Array.from({ length: 3_000 }, (_, i) => [["run", String(i)]] as const)
 *     const usage = HourUsage.of(runs.map((tags) => ({ tags, quantity: Quantity.ofUnits(1) })))
 *
 *     largestTags(usage).tagged.length // => 2500
 *     Quantity.format(HourUsage.untagged(largestTags(usage))) // => "500"
 */
export const largestTags = (usage: HourUsage): HourUsage =>
  usage.tagged.length <= MeteringLimits.allocationsMax
    ? usage
    : HourUsage.of([
        ...usage.tagged.toSorted(bySize).map(withoutTagsFrom(MeteringLimits.allocationsMax)),
        { tags: [], quantity: HourUsage.untagged(usage) }
      ])

// Usage has its parts in the order of their text, which sorting leaves to those of one size.
const bySize = (a: TaggedUsage, b: TaggedUsage): number => Number(b.quantity - a.quantity)

const withoutTagsFrom =
  (place: number) =>
  (part: TaggedUsage, i: number): TaggedUsage =>
    i < place ? part : { ...part, tags: [] }
