import { hourOf } from "../hourOf.ts"
import type { CallContext } from "../operation/Operation.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import type { Buyer } from "./Buyer.ts"
import { instantOf } from "./instantOf.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/** What the service identifies a record by. */
export interface DedupKey {
  /** The product or the license that is billed. */
  readonly billedTo: string
  readonly customer: string
  readonly region: string
  readonly scope: "license" | "product"
  /** The UTC hour and the dimension. */
  readonly slot: string
}

/**
 * Returns what the service identifies a record by: rules 23, 27 and 28.
 *
 * By license: region, license, account, dimension and UTC hour. By product: region, product, customer, dimension and
 * UTC hour. The two never meet, and neither do two regions: what is sent under both is billed twice.
 */
export const dedupKey = (record: UsageRecord, buyer: Buyer, { choices, region }: CallContext): DedupKey => {
  const { CustomerAWSAccountId, CustomerIdentifier, Dimension, LicenseArn } = record
  const isLegacy = CustomerAWSAccountId === undefined && LicenseArn === undefined
  const isApart = isLegacy && choices.customer_forms === "separate"
  return {
    billedTo: LicenseArn ?? buyer.productCode,
    customer: isApart ? `identifier ${CustomerIdentifier}` : buyer.accountId,
    region,
    scope: LicenseArn === undefined ? "product" : "license",
    // The hour is a number, so no dimension can be mistaken for it.
    slot: `${hourOf(instantOf(record)) / ServiceLimits.hourMillis} ${Dimension}`
  }
}

/** Tells whether two keys are the same. */
export const isSameKey = (one: DedupKey, other: DedupKey): boolean =>
  one.slot === other.slot &&
  one.customer === other.customer &&
  one.billedTo === other.billedTo &&
  one.scope === other.scope &&
  one.region === other.region
