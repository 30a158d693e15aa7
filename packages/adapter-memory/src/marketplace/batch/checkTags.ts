import type { Choices } from "../Choices.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import type { UsageAllocation, UsageBatch } from "./UsageRecord.ts"

/** Checks the keys of every allocation's tags: rule 18. Their texts and number are a matter of the shape. */
export const checkTags = (
  batch: UsageBatch,
  _state: MarketplaceState,
  { choices }: CallContext
): Refusal | undefined => {
  for (const { UsageAllocations } of batch.UsageRecords) {
    if (UsageAllocations === undefined) continue
    const refusal = checkTagKeys(UsageAllocations, choices)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const checkTagKeys = (
  allocations: ReadonlyArray<UsageAllocation>,
  { duplicate_tag_key: duplicate, tag_keys_counted_over: scope }: Choices
): Refusal | undefined => {
  const keysOfRecord = new Set<string>()
  for (const { Tags = [] } of allocations) {
    const keys = new Set(Tags.map((tag) => tag.Key))
    if (keys.size < Tags.length && duplicate !== "accept") {
      return refuse(duplicate, "An allocation has the same tag key twice")
    }
    for (const key of keys) keysOfRecord.add(key)
  }
  if (scope === "allocation" || keysOfRecord.size <= ServiceLimits.tagsMax) return undefined
  return refuse(
    "InvalidTagException",
    `A record has ${keysOfRecord.size} distinct tag keys; at most 5 are allowed`
  )
}
