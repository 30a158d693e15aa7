import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { tagSetOf } from "./allocationsText.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"

/** Checks that allocations add up to their record's quantity, and that no tag set comes twice: rule 19. */
export const checkAllocations = (
  batch: UsageBatch,
  _state: MarketplaceState,
  { choices }: CallContext
): Refusal | undefined => {
  const repeated = choices.repeated_tag_set
  for (const record of batch.UsageRecords) {
    if (record.UsageAllocations === undefined) continue
    if (!addsUp(record)) {
      return refuse("InvalidUsageAllocationsException", "The usage allocations do not add up to the quantity")
    }
    const tagSets = new Set(record.UsageAllocations.map(tagSetOf))
    if (tagSets.size < record.UsageAllocations.length && repeated !== "accept") {
      return refuse(repeated, "Two usage allocations of a record have the same tags")
    }
  }
  return undefined
}

// At most 2500 addends of 31 bits each: the sum stays exact.
const addsUp = ({ Quantity = 0, UsageAllocations = [] }: UsageRecord): boolean =>
  UsageAllocations.reduce((sum, allocation) => sum + allocation.AllocatedUsageQuantity, 0) === Quantity
