import type { CallerAdmitted } from "../applyChanges.ts"
import { joinKey } from "../joinKey.ts"
import { standingOf } from "../lifecycle/standingOf.ts"
import { agreementsOf } from "../MarketplaceState.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"

/** What a resource calls, and for which product. */
export interface Admission {
  readonly operation: string
  readonly productCode: string
}

/**
 * Tells whether a resource is entitled to a product, or has been before: rules 34 and 39.
 *
 * Entitlement is looked at until a resource's first call of the operation has succeeded, and never again: software
 * that runs goes on running when its buyer gives up the subscription.
 */
export const isAdmitted = (admission: Admission, state: MarketplaceState, context: CallContext): boolean => {
  const isKnown = state.admitted.has(admissionKey(admission, context))
  if (isKnown && context.choices.entitlement_checked_on === "first-call") return true
  return isEntitled(admission.productCode, state, context)
}

/** Returns the change by which the entitlement of a resource is no longer looked at. */
export const callerAdmitted = (admission: Admission, context: CallContext): CallerAdmitted => ({
  _tag: "CallerAdmitted",
  key: admissionKey(admission, context)
})

const admissionKey = ({ operation, productCode }: Admission, { caller }: CallContext): string =>
  joinKey(operation, productCode, caller.accountId, caller.resource)

// What entitle_caller says of the account comes before what it says of all accounts, and both before agreements.
const isEntitled = (productCode: string, state: MarketplaceState, context: CallContext): boolean => {
  const { accountId } = context.caller
  const arranged = state.entitledCallers.get(productCode)
  return (
    arranged?.get(accountId) ??
    arranged?.get(null) ??
    agreementsOf(state, productCode, accountId).some(
      (agreement) => standingOf(agreement, context)._tag === "active"
    )
  )
}
