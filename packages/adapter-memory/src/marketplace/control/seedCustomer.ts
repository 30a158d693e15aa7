import { Schema } from "effect"
import type { Transition } from "../Agreement.ts"
import { applyChanges } from "../applyChanges.ts"
import { licenseArnPattern } from "../batch/checkShape.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { AccountId, EpochSeconds, maybe, Name } from "./fields.ts"

const fields = Schema.Struct({
  product_code: Name,
  account_id: AccountId,
  customer_identifier: maybe(Name),
  license_arn: maybe(Schema.String.check(Schema.isPattern(licenseArnPattern))),
  subscribed: maybe(Schema.Boolean),
  since: maybe(EpochSeconds),
  until: maybe(EpochSeconds)
})

type Customer = typeof fields.Type

/**
 * Gives a buyer an agreement, bounded by `since` and `until`; without them it is active since ever and for ever.
 *
 * Another license of the same buyer and product is a further, concurrent agreement; the same one again replaces it.
 * `subscribed: false` leaves the agreement inactive until set_subscription.
 */
export const seedCustomer = controlFunction(fields, (marketplace, customer) => {
  const mistake = mistakeIn(customer, marketplace.state)
  if (mistake !== undefined) return new Mistake(mistake)
  const agreement = {
    accountId: customer.account_id,
    customerIdentifier: customer.customer_identifier ?? null,
    licenseArn: customer.license_arn ?? null,
    productCode: customer.product_code,
    startsAt: startOf(customer),
    transitions: transitionsOf(customer, marketplace.clock.now())
  }
  applyChanges(marketplace.state, [{ _tag: "AgreementSet", agreement }])
  return {}
})

const mistakeIn = (
  { account_id, customer_identifier, license_arn, product_code, since, until }: Customer,
  state: MarketplaceState
): string | undefined => {
  if (!state.products.has(product_code)) return `product ${product_code} is unknown; call seed_product first`
  if (since != null && until != null && until < since) return "until must not be before since"
  const holder = state.agreementByLicense.get(license_arn ?? "")
  if (holder !== undefined && (holder.accountId !== account_id || holder.productCode !== product_code)) {
    return `license_arn belongs to account ${holder.accountId} and product ${holder.productCode}`
  }
  const owner = state.accountByIdentifier.get(customer_identifier ?? "")
  if (owner !== undefined && owner !== account_id) return `customer_identifier belongs to account ${owner}`
  return undefined
}

const startOf = ({ since }: Customer): number => (since == null ? -Infinity : since * 1_000)

const transitionsOf = (customer: Customer, now: number): ReadonlyArray<Transition> => {
  const transitions: Array<Transition> = []
  if (customer.subscribed ?? true) {
    const at = startOf(customer)
    transitions.push({ announcedAt: Number.isFinite(at) ? at : now, at, state: "active" })
  }
  if (customer.until != null) {
    const at = customer.until * 1_000
    transitions.push({ announcedAt: at, at, state: "unsubscribe-pending" })
  }
  return transitions
}
