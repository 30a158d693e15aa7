import type { Agreement } from "../Agreement.ts"
import { standingOf } from "../lifecycle/standingOf.ts"
import { agreementsOf } from "../MarketplaceState.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import type { Entitlement } from "./Entitlement.ts"
import type { EntitlementQuery, FilterName } from "./EntitlementQuery.ts"

/** An entitlement with the agreement it belongs to. */
export interface HeldEntitlement {
  readonly agreement: Agreement
  readonly entitlement: Entitlement
}

/**
 * Returns the entitlements in force that a query asks for, in the order of their arrangement.
 *
 * An agreement that is not active, whether it has not begun, has been given up or is suspended, entitles to nothing.
 */
export const entitlementsOf = (
  { filter, productCode }: EntitlementQuery,
  state: MarketplaceState,
  context: CallContext
): ReadonlyArray<HeldEntitlement> =>
  (state.entitlements.get(productCode) ?? [])
    .flatMap((entitlement) => heldBy(entitlement, state))
    .filter(({ agreement, entitlement }) => {
      const isExpired = entitlement.expiresAt !== null && context.now >= entitlement.expiresAt
      return !isExpired && standingOf(agreement, context)._tag === "active"
    })
    .filter((held) => [...filter].every(([name, values]) => values.includes(valueOf(held, name) ?? "")))

const heldBy = (entitlement: Entitlement, state: MarketplaceState): ReadonlyArray<HeldEntitlement> =>
  agreementsOf(state, entitlement.productCode, entitlement.accountId)
    .filter((agreement) => agreement.licenseArn === entitlement.licenseArn)
    .map((agreement) => ({ agreement, entitlement }))

// No value of a filter is empty, so what is not there is never asked for.
const valueOf = ({ agreement, entitlement }: HeldEntitlement, name: FilterName): string | null => {
  switch (name) {
    case "CUSTOMER_AWS_ACCOUNT_ID":
      return entitlement.accountId
    case "CUSTOMER_IDENTIFIER":
      return agreement.customerIdentifier
    case "DIMENSION":
      return entitlement.dimension
    case "LICENSE_ARN":
      return entitlement.licenseArn
  }
}
