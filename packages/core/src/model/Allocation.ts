import { Schema } from "effect"

/**
 * The part of a record's quantity that belongs to one set of tags; without tags, to none.
 *
 * - **Unit**: whole units of the dimension, at least one.
 * - **Shape**: tags in the order of their keys. The allocations of a record add up to its quantity, each set of tags once.
 *
 * **Example** (A share of nothing is no share)
 *
 *     const isAllocation = Schema.is(Allocation)
 *
 *     isAllocation({ tags: [["team", "sales"]], quantity: 5 }) // => true
 *     isAllocation({ tags: [], quantity: 2 }) // => true
 *     isAllocation({ tags: [["team", "sales"]], quantity: 0 }) // => false
 */
export const Allocation = Schema.Struct({
  tags: Schema.Array(Schema.Tuple([Schema.NonEmptyString, Schema.NonEmptyString])),
  quantity: Schema.Int.check(Schema.isGreaterThan(0))
})
export type Allocation = typeof Allocation.Type
