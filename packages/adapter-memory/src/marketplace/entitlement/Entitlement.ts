/** What a buyer has bought of one dimension: a number, a yes or no, or a text. */
export type EntitlementValue =
  | { readonly BooleanValue: boolean }
  | { readonly DoubleValue: number }
  | { readonly IntegerValue: number }
  | { readonly StringValue: string }

/** A buyer's right to a dimension of a product, under one agreement. */
export interface Entitlement {
  readonly accountId: string
  readonly dimension: string
  /** Epoch milliseconds; at this instant it has expired. Null means never. */
  readonly expiresAt: number | null
  /** The license of the agreement; null if it has none. */
  readonly licenseArn: string | null
  readonly productCode: string
  readonly value: EntitlementValue
}

/** Tells whether two entitlements are to the same dimension under the same agreement: one replaces the other. */
export const isSameEntitlement = (one: Entitlement, other: Entitlement): boolean =>
  one.productCode === other.productCode &&
  one.accountId === other.accountId &&
  one.licenseArn === other.licenseArn &&
  one.dimension === other.dimension
