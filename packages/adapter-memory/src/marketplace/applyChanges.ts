import type { Agreement } from "./Agreement.ts"
import type { DedupKey } from "./DedupKey.ts"
import type { CallerSeed } from "./caller/Caller.ts"
import { putRecord } from "./Bill.ts"
import type { Bill } from "./Bill.ts"
import { isSameEntitlement } from "./entitlement/Entitlement.ts"
import type { Entitlement } from "./entitlement/Entitlement.ts"
import type { LedgerRecord } from "./LedgerRecord.ts"
import { agreementsOf } from "./MarketplaceState.ts"
import type { MarketplaceState, Product, RegistrationToken } from "./MarketplaceState.ts"
import type { ClientToken } from "./usage/ClientToken.ts"

/** One thing that a call or an arrangement adds to what the service remembers. */
export type Change =
  | { readonly _tag: "AgreementSet"; readonly agreement: Agreement }
  | CallerAdmitted
  | CallerEntitled
  | { readonly _tag: "CallerSeeded"; readonly caller: CallerSeed }
  | ClientTokenUsed
  | { readonly _tag: "EntitlementEnded"; readonly entitlement: Entitlement }
  | { readonly _tag: "EntitlementSet"; readonly entitlement: Entitlement }
  | { readonly _tag: "KeyRotated"; readonly at: number }
  | { readonly _tag: "ProductSeeded"; readonly product: Product }
  | RecordAccepted
  | { readonly _tag: "TokenIssued"; readonly token: RegistrationToken }

/** A resource whose entitlement is looked at no more, by what it calls, for which product, and who it is. */
export interface CallerAdmitted {
  readonly _tag: "CallerAdmitted"
  readonly key: string
}

/** Whether software in an account, or in any account if it is null, is entitled to a product. */
export interface CallerEntitled {
  readonly _tag: "CallerEntitled"
  readonly accountId: string | null
  readonly isEntitled: boolean
  readonly productCode: string
}

/** A ClientToken that stands for a report from now on. */
export interface ClientTokenUsed {
  readonly _tag: "ClientTokenUsed"
  readonly key: string
  readonly token: ClientToken
}

/** A record that takes a slot of a bill; `bill` is the bill itself, for the case that it is a new one. */
export interface RecordAccepted {
  readonly _tag: "RecordAccepted"
  readonly bill: Bill
  readonly key: DedupKey
  readonly record: LedgerRecord
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
    case "CallerAdmitted":
      state.admitted.add(change.key)
      return
    case "CallerEntitled":
      return entitleCaller(state, change)
    case "CallerSeeded":
      state.callers.set(change.caller.accessKeyId, change.caller)
      return
    case "ClientTokenUsed":
      return useClientToken(state, change)
    case "EntitlementEnded":
      return endEntitlement(state, change.entitlement)
    case "EntitlementSet":
      return setEntitlement(state, change.entitlement)
    case "KeyRotated":
      state.keyRotations.push(change.at)
      return
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

const entitleCaller = (
  state: MarketplaceState,
  { accountId, isEntitled, productCode }: CallerEntitled
): void => {
  const accounts = state.entitledCallers.get(productCode) ?? new Map<string | null, boolean>()
  // What is said of every account replaces what has been said of one.
  if (accountId === null) accounts.clear()
  state.entitledCallers.set(productCode, accounts.set(accountId, isEntitled))
}

// SDKs make up a token for every call, so those that are forgotten are let go: the oldest stand first.
const useClientToken = ({ clientTokens }: MarketplaceState, { key, token }: ClientTokenUsed): void => {
  for (const [oldKey, old] of clientTokens) {
    if (old.expiresAt > token.usedAt) break
    clientTokens.delete(oldKey)
  }
  clientTokens.delete(key)
  clientTokens.set(key, token)
}

const setEntitlement = (state: MarketplaceState, entitlement: Entitlement): void => {
  const held = state.entitlements.get(entitlement.productCode) ?? []
  const place = held.findIndex((other) => isSameEntitlement(other, entitlement))
  const next = place < 0 ? [...held, entitlement] : held.with(place, entitlement)
  state.entitlements.set(entitlement.productCode, next)
}

const endEntitlement = (state: MarketplaceState, entitlement: Entitlement): void => {
  const held = state.entitlements.get(entitlement.productCode) ?? []
  const left = held.filter((other) => !isSameEntitlement(other, entitlement))
  state.entitlements.set(entitlement.productCode, left)
}

const acceptRecord = (state: MarketplaceState, { bill, key, record }: RecordAccepted): void => {
  const own = putRecord(state.bills[key.scope], bill, { key, record })
  if (own !== undefined) state.ledger.push(own)
}
