import type { Agreement } from "../Agreement.ts"
import { agreementsOf } from "../MarketplaceState.ts"
import type { MarketplaceState, Product } from "../MarketplaceState.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"

/** Who a usage record is about, and the agreements that may pay for it. */
export interface Buyer {
  readonly accountId: string
  readonly agreements: ReadonlyArray<Agreement>
  readonly productCode: string
}

/** Returns who a record is about; undefined if nobody is known by what it says. */
export const buyerOf = (
  record: UsageRecord,
  batch: UsageBatch,
  state: MarketplaceState
): Buyer | undefined => {
  if (record.LicenseArn !== undefined) return holderOf(record.LicenseArn, state)
  const accountId = accountOf(record, state)
  if (accountId === undefined || batch.ProductCode === undefined) return undefined
  const agreements = agreementsOf(state, batch.ProductCode, accountId)
  // What the ledger keeps is the text of the agreement, not one that holds a request in memory.
  const [{ accountId: ownId, productCode } = { accountId, productCode: batch.ProductCode }] = agreements
  return { accountId: ownId, agreements, productCode }
}

/** Returns the account that a record names, directly or by a customer identifier that was issued. */
export const accountOf = (record: UsageRecord, state: MarketplaceState): string | undefined =>
  record.CustomerAWSAccountId ?? state.accountByIdentifier.get(record.CustomerIdentifier ?? "")

/** Returns the one product of a batch: the one it names, or else that of its first license. */
export const productOf = (batch: UsageBatch, state: MarketplaceState): Product | undefined => {
  const code = namesProduct(batch)
    ? batch.ProductCode
    : state.agreementByLicense.get(batch.UsageRecords[0]?.LicenseArn ?? "")?.productCode
  return code === undefined ? undefined : state.products.get(code)
}

/** Tells whether a batch names a product; the empty text, which the model allows, names none. */
export const namesProduct = (batch: UsageBatch): boolean =>
  batch.ProductCode !== undefined && batch.ProductCode !== ""

const holderOf = (licenseArn: string, state: MarketplaceState): Buyer | undefined => {
  const agreement = state.agreementByLicense.get(licenseArn)
  if (agreement === undefined) return undefined
  return { accountId: agreement.accountId, agreements: [agreement], productCode: agreement.productCode }
}
