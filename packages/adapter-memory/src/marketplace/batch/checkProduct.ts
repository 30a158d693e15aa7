import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { namesProduct, productOf } from "./Buyer.ts"
import type { UsageBatch } from "./UsageRecord.ts"

/**
 * Checks that a batch says, in a way its product allows, what it is billed against: rules 12 and 13.
 *
 * A product that is metered by license only takes no ProductCode at all. Another product takes both: a record with a
 * LicenseArn is billed to the license and one without it to the product, so a buyer metered both ways in one hour is
 * billed twice, and the ledger shows it.
 */
export const checkProduct = (
  batch: UsageBatch,
  state: MarketplaceState,
  { choices }: CallContext
): Refusal | undefined => {
  const licenses = batch.UsageRecords.filter((record) => record.LicenseArn !== undefined).length
  if (!namesProduct(batch)) {
    if (licenses > 0 && licenses === batch.UsageRecords.length) return undefined
    return refuse(choices.no_product_error, "Send a ProductCode, or a LicenseArn in every usage record")
  }
  const kind = productOf(batch, state)?.kind
  if (kind === undefined || kind === "container") {
    return refuse(
      "InvalidProductCodeException",
      "The product code is not that of a SaaS product of this seller"
    )
  }
  if (kind === "license-only") {
    return refuse(
      choices.license_only_product_error,
      "The product is metered by LicenseArn; omit ProductCode"
    )
  }
  if (licenses > 0 && choices.product_code_with_license_arn === "refuse") {
    return refuse("ValidationException", "Send either ProductCode or LicenseArn, not both")
  }
  return undefined
}
