/** What the service identifies a record by. */
export interface DedupKey {
  /** The product or the license that is billed. */
  readonly billedTo: string
  readonly customer: string
  readonly region: string
  readonly scope: "license" | "product"
  /** The UTC hour and the dimension. */
  readonly slot: string
}

/** Tells whether two keys are the same. In a batch most differ in the customer, so that is looked at first. */
export const isSameKey = (one: DedupKey, other: DedupKey): boolean =>
  one.customer === other.customer &&
  one.slot === other.slot &&
  one.billedTo === other.billedTo &&
  one.scope === other.scope &&
  one.region === other.region
