/** What AWS would bill for one month: JSON, with quantities and money as exact decimals in text. */
export interface Invoice {
  /** Sum of the lines that have a price. */
  readonly amount: string
  /** What of `amount` would not be there if no usage had been metered under two identities. */
  readonly doubled_amount: string
  readonly lines: ReadonlyArray<InvoiceLine>
  /** As in "2026-03". */
  readonly month: string
  /** How many lines have no price, so that `amount` is silent about them. */
  readonly unpriced: number
}

/** What one buyer owes for one dimension of one product. */
export interface InvoiceLine {
  readonly account_id: string
  /** Null if the dimension has no price. */
  readonly amount: string | null
  /** By tag set; usage without tags has an empty one. The quantities add up to that of the line. */
  readonly by_tags: ReadonlyArray<TaggedUsage>
  /** By what the service tells records apart by; the quantities add up to that of the line. */
  readonly charges: ReadonlyArray<Charge>
  readonly dimension: string
  /** The hours that were metered under two identities, earliest first. */
  readonly double_charges: ReadonlyArray<DoubleCharge>
  readonly price: string | null
  readonly product_code: string
  readonly quantity: string
  readonly records: number
}

/** The part of a line that was metered under one identity in one region. */
export interface Charge {
  readonly customer_form: "account" | "identifier"
  readonly license_arn: string | null
  readonly quantity: string
  readonly records: number
  readonly region: string
  readonly scope: "license" | "product"
}

/** The part of a line under one set of tags. */
export interface TaggedUsage {
  readonly amount: string | null
  readonly quantity: string
  readonly tags: ReadonlyArray<{ readonly key: string; readonly value: string }>
}

/**
 * An hour whose usage stands on the bill more than once, because the service keeps identities and regions apart.
 *
 * `quantity` is what is too much if the largest of the claims was right; `amount` is its price.
 */
export interface DoubleCharge {
  readonly amount: string | null
  readonly because: ReadonlyArray<"product and license" | "two customer forms" | "two regions">
  /** Start of the UTC hour, in epoch seconds. */
  readonly hour: number
  readonly metering_record_ids: ReadonlyArray<string>
  readonly quantity: string
}
