import { DedupKey } from "../model/DedupKey.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { Subscription } from "../model/Subscription.ts"

/**
 * Says why a subscription contradicts what is linked already, or undefined when it does not.
 *
 * - **Shape**: `own` are the other subscriptions of its account; `owner` is the account that its agreement belongs to.
 */
export const linkProblem = (
  subscription: Subscription,
  linked: { readonly own: ReadonlyArray<Subscription>; readonly owner: string | undefined }
): string | undefined => {
  if (linked.owner !== undefined && linked.owner !== subscription.account) {
    return "the agreement belongs to another account"
  }
  return linked.own.some(
    (other) => other.productCode === subscription.productCode && other.overlaps(subscription)
  )
    ? `it is already subscribed to product ${subscription.productCode} at that time; end that subscription first`
    : undefined
}

/** Names an agreement within its region, the same text for the same agreement: what an account owns. */
export const agreementKey = ({ agreement, productCode, region }: Subscription): string =>
  DedupKey.of({ agreement, productCode, region, dimension: "-", hour: MeteringHour.make(0) })
