import type { MarketplaceState } from "../MarketplaceState.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { productOf } from "./Buyer.ts"
import type { UsageBatch } from "./UsageRecord.ts"

/** Checks that the product has every dimension, to the letter's case: rule 17. */
export const checkDimensions = (batch: UsageBatch, state: MarketplaceState): Refusal | undefined => {
  const product = productOf(batch, state)
  // The records of a request are mostly of one dimension, and looking up a text that was just parsed is dear.
  let known: string | undefined
  const stranger = batch.UsageRecords.find(({ Dimension }) => {
    if (Dimension === known) return false
    known = Dimension
    return product?.dimensions.has(Dimension) !== true
  })
  if (stranger === undefined) return undefined
  const name = JSON.stringify(stranger.Dimension)
  return refuse("InvalidUsageDimensionException", `The usage dimension ${name} is not one of the product`)
}
