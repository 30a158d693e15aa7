import { checkAllocations } from "../batch/checkAllocations.ts"
import { checkDimensions } from "../batch/checkDimensions.ts"
import { checkTags } from "../batch/checkTags.ts"
import { isContainerProduct } from "../caller/isContainerProduct.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { asBatch } from "./UsageReport.ts"
import type { UsageReport } from "./UsageReport.ts"

/** Checks the product, its dimension, the tags and the allocations, as for a usage record: rule 33. */
export const checkReportContent = (
  report: UsageReport,
  state: MarketplaceState,
  context: CallContext
): Refusal | undefined => {
  if (!isContainerProduct(report.ProductCode, state)) {
    return refuse(
      "InvalidProductCodeException",
      "The product code is not that of a product whose software meters itself"
    )
  }
  const batch = asBatch(report)
  return (
    checkDimensions(batch, state) ??
    checkTags(batch, state, context) ??
    checkAllocations(batch, state, context)
  )
}
