import type { Agreement } from "../model/Agreement.ts"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"

/** A request for one page, as AWS names its members. */
export interface EntitlementsRequest {
  readonly ProductCode: string
  readonly Filter: Readonly<Record<string, ReadonlyArray<string>>>
  readonly MaxResults: number
  readonly NextToken?: string
}

/** AWS's maximum for a page. */
const pageMax = 25

/**
 * Returns the request for a page of entitlements; the first one without a token.
 *
 * - **Source**: AWS SDK 3.1138, GetEntitlements, read 2026-11-22: it takes the account or the older identifier, never both.
 *
 * **Example** (The seats of a buyer)
 *
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const request = entitlementsRequest({ productCode: "4ml54db8vrmju", agreement, dimensions: ["seats"] })
 *
 *     request.Filter // => { CUSTOMER_AWS_ACCOUNT_ID: ["111111111111"], DIMENSION: ["seats"] }
 */
export const entitlementsRequest = (
  { agreement, dimensions, productCode }: EntitlementQuery,
  nextToken?: string
): EntitlementsRequest => ({
  ProductCode: productCode,
  Filter: { ...filterOf(agreement), ...(dimensions !== undefined && { DIMENSION: dimensions }) },
  MaxResults: pageMax,
  ...(nextToken !== undefined && { NextToken: nextToken })
})

const filterOf = (agreement: Agreement): EntitlementsRequest["Filter"] => {
  switch (agreement._tag) {
    case "License":
      return { CUSTOMER_AWS_ACCOUNT_ID: [agreement.buyer], LICENSE_ARN: [agreement.licenseArn] }
    case "Product":
      return { CUSTOMER_AWS_ACCOUNT_ID: [agreement.buyer] }
    case "Legacy":
      return { CUSTOMER_IDENTIFIER: [agreement.customerIdentifier] }
  }
}
