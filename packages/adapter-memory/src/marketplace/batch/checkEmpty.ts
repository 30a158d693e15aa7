import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import type { UsageBatch } from "./UsageRecord.ts"

/** Checks that there is something to meter, if chosen so: rule 21. */
export const checkEmpty = (
  batch: UsageBatch,
  _state: MarketplaceState,
  { choices }: CallContext
): Refusal | undefined =>
  batch.UsageRecords.length === 0 && choices.empty_batch !== "accept"
    ? refuse(choices.empty_batch, "UsageRecords must not be empty")
    : undefined
