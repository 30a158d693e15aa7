/** Whose a record is: the same for nearly every record of a bill. */
export interface Holder {
  readonly accountId: string
  /** As sent; null if the record named the account. */
  readonly customerIdentifier: string | null
  /** The license it is billed to; null if it is billed to the product. */
  readonly licenseArn: string | null
  readonly productCode: string
  readonly region: string
  /** What reported it by MeterUsage; null if the seller did. */
  readonly resource: string | null
}

/** A holder, and the first half of the ids of its records. */
export interface StemmedHolder extends Holder {
  readonly idStem: string
}

/** Tells whether two holders say the same. */
export const isSameHolder = (one: Holder, other: Holder): boolean =>
  one.accountId === other.accountId &&
  one.customerIdentifier === other.customerIdentifier &&
  one.licenseArn === other.licenseArn &&
  one.productCode === other.productCode &&
  one.region === other.region &&
  one.resource === other.resource
