import type { DedupKey } from "../DedupKey.ts"
import type { CallContext } from "../operation/Operation.ts"
import type { Slot } from "../slotOf.ts"
import type { Buyer } from "./Buyer.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/**
 * Returns what the service identifies a record by: rules 23, 27 and 28.
 *
 * By license: region, license, account, dimension and UTC hour. By product: region, product, customer, dimension and
 * UTC hour. The two never meet, and neither do two regions: what is sent under both is billed twice.
 */
export const dedupKeyOf = (
  record: UsageRecord,
  buyer: Buyer,
  slot: Slot,
  { choices, region }: CallContext
): DedupKey => {
  const { CustomerAWSAccountId, CustomerIdentifier, LicenseArn } = record
  const isLegacy = CustomerAWSAccountId === undefined && LicenseArn === undefined
  const isApart = isLegacy && choices.customer_forms === "separate"
  return {
    billedTo: LicenseArn ?? buyer.productCode,
    customer: isApart ? `identifier ${CustomerIdentifier}` : buyer.accountId,
    region,
    scope: LicenseArn === undefined ? "product" : "license",
    slot: slot.text
  }
}
