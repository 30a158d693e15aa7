import type { Agreement } from "./Agreement.ts"
import type { Bills } from "./Bill.ts"
import type { CallerSeed } from "./caller/Caller.ts"
import type { Entitlement } from "./entitlement/Entitlement.ts"
import type { LedgerRecord } from "./LedgerRecord.ts"
import type { ClientToken } from "./usage/ClientToken.ts"

/**
 * How a product is sold.
 *
 * - `saas`: takes records with ProductCode and records with LicenseArn, in separate key spaces.
 * - `license-only`: concurrent agreements; takes records with LicenseArn and refuses any ProductCode.
 * - `container`: metered by the buyer's own instances, tasks, pods and runtimes; BatchMeterUsage does not know it.
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
  /** The resources whose entitlement is no longer looked at. */
  readonly admitted: Set<string>
  /** By product code, then by account. */
  readonly agreements: Map<string, Map<string, ReadonlyArray<Agreement>>>
  readonly agreementByLicense: Map<string, Agreement>
  /** Those by license, those by product and those of a buyer's resources never meet. */
  readonly bills: { readonly license: Bills; readonly product: Bills; readonly resource: Bills }
  /** By access key; null is about every key that is not there. */
  readonly callers: Map<string | null, CallerSeed>
  readonly clientTokens: Map<string, ClientToken>
  /** By product code, then by account; null is about every account that is not there. */
  readonly entitledCallers: Map<string, Map<string | null, boolean>>
  /** By product code, in the order of arrangement. */
  readonly entitlements: Map<string, ReadonlyArray<Entitlement>>
  /** When each key version that has expired did so, version 1 first, in epoch milliseconds. */
  readonly keyRotations: Array<number>
  readonly ledger: Array<LedgerRecord>
  readonly products: Map<string, Product>
  readonly tokens: Map<string, RegistrationToken>
}

/** Makes the memory of a service that has seen nothing. */
export const makeMarketplaceState = (): MarketplaceState => ({
  accountByIdentifier: new Map(),
  admitted: new Set(),
  agreements: new Map(),
  agreementByLicense: new Map(),
  bills: { license: new Map(), product: new Map(), resource: new Map() },
  callers: new Map(),
  clientTokens: new Map(),
  entitledCallers: new Map(),
  entitlements: new Map(),
  keyRotations: [],
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
