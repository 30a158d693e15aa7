import { checkQuery } from "../entitlement/checkQuery.ts"
import { readQuery } from "../entitlement/EntitlementQuery.ts"
import { entitlementsOf } from "../entitlement/entitlementsOf.ts"
import type { HeldEntitlement } from "../entitlement/entitlementsOf.ts"
import { pageOf } from "../entitlement/pageOf.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import { refuse } from "../Refusal.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { completed, makeOperation, refused } from "./Operation.ts"

/**
 * Tells what the buyers of a product have bought under contracts, page by page.
 *
 * It belongs to the entitlement service, which shares the signing name of the metering service and nothing else.
 *
 * - **Errors**: InvalidParameterException for whatever is wrong with the question, its NextToken included.
 * - **Source**: AWS SDK 3.1138 of the entitlement service, read 2026-11-21.
 */
export const getEntitlements = makeOperation({
  name: "GetEntitlements",
  read: readQuery,
  service: "AWSMPEntitlementService",
  perform: (state, loose, context) => {
    const query = checkQuery(loose, context.choices)
    if ("_tag" in query) return refused(query)
    const isUnknown = !state.products.has(query.productCode)
    if (isUnknown && context.choices.entitlements_of_unknown_product !== "empty") {
      return refused(refuse("InvalidParameterException", "The product code is not one of this seller"))
    }
    const page = pageOf(entitlementsOf(query, state, context), query, context)
    if (page === undefined) {
      const message = "NextToken was not given for this request"
      return refused(refuse(context.choices.entitlement_shape_error, message))
    }
    return completed({
      Entitlements: page.elements.map((held) => entitlementRow(held, state)),
      ...(page.nextToken !== undefined && { NextToken: page.nextToken })
    })
  }
})

const entitlementRow = ({ agreement, entitlement }: HeldEntitlement, state: MarketplaceState): JsonObject => {
  const { accountId, dimension, expiresAt, licenseArn, productCode, value } = entitlement
  const isOlder = state.products.get(productCode)?.kind !== "license-only"
  return {
    ProductCode: productCode,
    Dimension: dimension,
    ...(isOlder &&
      agreement.customerIdentifier !== null && { CustomerIdentifier: agreement.customerIdentifier }),
    CustomerAWSAccountId: accountId,
    Value: value,
    ...(expiresAt !== null && { ExpirationDate: expiresAt / 1_000 }),
    ...(licenseArn !== null && { LicenseArn: licenseArn })
  }
}
