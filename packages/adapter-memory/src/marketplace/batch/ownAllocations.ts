import type { UsageAllocation } from "./UsageRecord.ts"

/**
 * Returns a copy of allocations as they were sent, so that the ledger does not change with an object that the caller
 * still holds.
 *
 * - **Shape**: null for a record that says nothing about allocations.
 */
export const ownAllocations = (
  allocations: ReadonlyArray<UsageAllocation> | undefined
): ReadonlyArray<UsageAllocation> | null => allocations?.map(ownAllocation) ?? null

const ownAllocation = ({ AllocatedUsageQuantity, Tags }: UsageAllocation): UsageAllocation =>
  Tags === undefined
    ? { AllocatedUsageQuantity }
    : { AllocatedUsageQuantity, Tags: Tags.map(({ Key, Value }) => ({ Key, Value })) }
