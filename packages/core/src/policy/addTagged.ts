import type { Allocation } from "../model/Allocation.ts"
import { HourUsage } from "../model/HourUsage.ts"
import { Quantity } from "../model/Quantity.ts"
import { allocate } from "./allocate.ts"
import { largestTags } from "./largestTags.ts"

/** Whole units, and the parts of them that have tags. */
export interface TaggedUnits {
  readonly quantity: number
  /** Each set of tags once, in the order of their text; absent where nothing is tagged. */
  readonly tagged?: ReadonlyArray<Allocation>
}

/**
 * Adds up units by their tags.
 *
 * - **Shape**: the largest sets of tags are kept, as many as a record may have allocations; the units of the others are untagged.
 */
export const addTagged = (left: TaggedUnits, right: TaggedUnits): TaggedUnits =>
  taggedUnits(
    left.quantity + right.quantity,
    largestTags(HourUsage.add(usageOf(left), usageOf(right))).tagged.map(unitsOf)
  )

/**
 * Fixes the tags of what is reported of an hour: its quantity, divided as AWS takes it.
 *
 * - **Shape**: what exceeds `quantity` of the units is left out with its tags.
 */
export const sealTagged = (quantity: number, units: TaggedUnits): TaggedUnits =>
  taggedUnits(
    quantity,
    allocate(quantity, usageOf(units)).filter(({ tags }) => tags.length > 0)
  )

/** Returns the allocations of a report: they add up to its quantity, or are none where nothing is tagged. */
export const allocationsOf = (units: TaggedUnits): ReadonlyArray<Allocation> => {
  const { tagged = [] } = units
  const untagged = untaggedOf(units)
  return tagged.length === 0 || untagged === 0 ? tagged : [{ tags: [], quantity: untagged }, ...tagged]
}

const untaggedOf = ({ quantity, tagged = [] }: TaggedUnits): number =>
  tagged.reduce((rest, part) => rest - part.quantity, quantity)

const taggedUnits = (quantity: number, tagged: ReadonlyArray<Allocation>): TaggedUnits => ({
  quantity,
  ...(tagged.length > 0 && { tagged })
})

const usageOf = (units: TaggedUnits): HourUsage =>
  HourUsage.of(
    [{ tags: [], quantity: untaggedOf(units) }, ...(units.tagged ?? [])].map(({ quantity, tags }) => ({
      tags,
      quantity: Quantity.ofUnits(quantity)
    }))
  )

const unitsOf = ({ quantity, tags }: HourUsage["tagged"][number]): Allocation => ({
  tags,
  quantity: Number(quantity / Quantity.ofUnits(1))
})
