import { joinKey } from "../joinKey.ts"
import type { UsageAllocation } from "./UsageRecord.ts"

/**
 * Returns allocations as a text that is the same for the same buckets, whatever their order.
 *
 * - **Shape**: the empty text for a record that says nothing about allocations.
 */
export const allocationsText = (allocations: ReadonlyArray<UsageAllocation> | null): string =>
  joinKey(
    ...(allocations ?? [])
      .map((allocation) => joinKey(tagSetOf(allocation), String(allocation.AllocatedUsageQuantity)))
      .toSorted()
  )

/** Returns an allocation's tags as a text that is the same for the same set, whatever its order. */
export const tagSetOf = ({ Tags = [] }: UsageAllocation): string =>
  joinKey(...Tags.map((tag) => joinKey(tag.Key, tag.Value)).toSorted())
