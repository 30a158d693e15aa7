/** What the service identifies a record by. */
export interface DedupKey {
  /** The product or the license that is billed. */
  readonly billedTo: string
  /** The buyer, or, by MeterUsage, the resource in the buyer's account. */
  readonly customer: string
  readonly region: string
  readonly scope: "license" | "product" | "resource"
  /** The UTC hour and the dimension; of an AgentCore runtime, the report itself. */
  readonly slot: string
}

/** Tells whether two keys are the same. */
export const isSameKey = (one: DedupKey, other: DedupKey): boolean =>
  one.customer === other.customer &&
  one.slot === other.slot &&
  one.billedTo === other.billedTo &&
  one.scope === other.scope &&
  one.region === other.region
