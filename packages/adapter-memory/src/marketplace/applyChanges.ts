import type { AcceptedRecord } from "./AcceptedRecord.ts"
import type { Agreement } from "./Agreement.ts"
import type { DedupKey } from "./DedupKey.ts"
import { addBill, billOf } from "./Bill.ts"
import type { Bill } from "./Bill.ts"
import { agreementsOf } from "./MarketplaceState.ts"
import type { MarketplaceState, Product, RegistrationToken } from "./MarketplaceState.ts"

/** One thing that a call or an arrangement adds to what the service remembers. */
export type Change =
  | { readonly _tag: "AgreementSet"; readonly agreement: Agreement }
  | { readonly _tag: "ProductSeeded"; readonly product: Product }
  | RecordAccepted
  | { readonly _tag: "TokenIssued"; readonly token: RegistrationToken }

/** A record that takes a slot of a bill; `bill` is the bill itself, for the case that it is a new one. */
export interface RecordAccepted {
  readonly _tag: "RecordAccepted"
  readonly bill: Bill
  readonly key: DedupKey
  readonly record: AcceptedRecord
}

/**
 * Folds changes into the state.
 *
 * The only writer. A ledger entry is added under a key that was free, and no change removes or replaces one.
 */
export const applyChanges = (state: MarketplaceState, changes: ReadonlyArray<Change>): void => {
  for (const change of changes) applyChange(state, change)
}

const applyChange = (state: MarketplaceState, change: Change): void => {
  switch (change._tag) {
    case "AgreementSet":
      return setAgreement(state, change.agreement)
    case "ProductSeeded":
      state.products.set(change.product.code, change.product)
      return
    case "RecordAccepted":
      return acceptRecord(state, change)
    case "TokenIssued":
      state.tokens.set(change.token.token, change.token)
      return
  }
}

const setAgreement = (state: MarketplaceState, agreement: Agreement): void => {
  const { accountId, customerIdentifier, licenseArn, productCode } = agreement
  const held = agreementsOf(state, productCode, accountId)
  const place = held.findIndex((other) => other.licenseArn === licenseArn)
  const buyers = state.agreements.get(productCode) ?? new Map<string, ReadonlyArray<Agreement>>()
  buyers.set(accountId, place < 0 ? [...held, agreement] : held.with(place, agreement))
  state.agreements.set(productCode, buyers)
  if (licenseArn !== null) state.agreementByLicense.set(licenseArn, agreement)
  if (customerIdentifier !== null) state.accountByIdentifier.set(customerIdentifier, accountId)
}

const acceptRecord = (state: MarketplaceState, { bill, key, record }: RecordAccepted): void => {
  const bills = state.bills[key.scope]
  const known = billOf(bills, key)
  if (known === undefined) addBill(bills, key, bill)
  const { bySlot } = known ?? bill
  if (bySlot.has(key.slot)) return
  bySlot.set(key.slot, record)
  state.ledger.push(record)
}
