import type { AcceptedRecord } from "./AcceptedRecord.ts"
import type { Agreement } from "./Agreement.ts"
import type { Bills } from "./Bill.ts"

/**
 * How a product is sold.
 *
 * - `saas`: takes records with ProductCode and records with LicenseArn, in separate key spaces.
 * - `license-only`: concurrent agreements; takes records with LicenseArn and refuses any ProductCode.
 * - `container`: metered by the buyer's own tasks; BatchMeterUsage does not know it.
 */
export type ProductKind = "container" | "license-only" | "saas"

/** A product of the seller. */
export interface Product {
  readonly code: string
  readonly dimensions: ReadonlySet<string>
  readonly kind: ProductKind
}

/** What a registration token stands for. */
export interface RegistrationToken {
  readonly agreement: Agreement
  /** Epoch milliseconds; at this instant it has expired. */
  readonly expiresAt: number
  readonly legacy: boolean
  readonly token: string
}

/**
 * Everything the service remembers.
 *
 * Keyed by text of sellers and buyers throughout, hence Maps. Only `applyChanges` writes to it.
 */
export interface MarketplaceState {
  readonly accountByIdentifier: Map<string, string>
  /** By product code, then by account. */
  readonly agreements: Map<string, Map<string, ReadonlyArray<Agreement>>>
  readonly agreementByLicense: Map<string, Agreement>
  /** Those by license and those by product never meet. */
  readonly bills: { readonly license: Bills; readonly product: Bills }
  readonly ledger: Array<AcceptedRecord>
  readonly products: Map<string, Product>
  readonly tokens: Map<string, RegistrationToken>
}

/** Makes the memory of a service that has seen nothing. */
export const makeMarketplaceState = (): MarketplaceState => ({
  accountByIdentifier: new Map(),
  agreements: new Map(),
  agreementByLicense: new Map(),
  bills: { license: new Map(), product: new Map() },
  ledger: [],
  products: new Map(),
  tokens: new Map()
})

/** Returns the agreements of one buyer for one product; none is an empty list. */
export const agreementsOf = (
  state: MarketplaceState,
  productCode: string,
  accountId: string
): ReadonlyArray<Agreement> => state.agreements.get(productCode)?.get(accountId) ?? []
