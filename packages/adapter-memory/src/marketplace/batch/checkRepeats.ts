import { joinKey } from "../joinKey.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { buyerOf } from "./Buyer.ts"
import { dedupKeyOf } from "./dedupKeyOf.ts"
import { slotOfRecord } from "./slotOfRecord.ts"
import type { UsageBatch } from "./UsageRecord.ts"

/** Checks that no two records of the request have one key, if chosen so: rule 26. */
export const checkRepeats = (
  batch: UsageBatch,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  const choice = context.choices.repeated_key_in_request
  if (choice === "in-order") return undefined
  const keys = batch.UsageRecords.map((record) => {
    const buyer = buyerOf(record, batch, state)
    if (buyer === undefined) return JSON.stringify(record)
    const { billedTo, customer, scope, slot } = dedupKeyOf(record, buyer, slotOfRecord(record), context)
    return joinKey(scope, billedTo, customer, slot)
  })
  if (new Set(keys).size === keys.length) return undefined
  return refuse(choice, "Two usage records have the same customer, dimension and hour")
}
