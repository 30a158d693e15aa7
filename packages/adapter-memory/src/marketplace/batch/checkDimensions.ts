import type { MarketplaceState } from "../MarketplaceState.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { productOf } from "./Buyer.ts"
import type { UsageBatch } from "./UsageRecord.ts"

/** Checks that the product has every dimension, to the letter's case: rule 17. */
export const checkDimensions = (batch: UsageBatch, state: MarketplaceState): Refusal | undefined => {
  const product = productOf(batch, state)
  const stranger = batch.UsageRecords.find((record) => product?.dimensions.has(record.Dimension) !== true)
  if (stranger === undefined) return undefined
  const name = JSON.stringify(stranger.Dimension)
  return refuse("InvalidUsageDimensionException", `The usage dimension ${name} is not one of the product`)
}
