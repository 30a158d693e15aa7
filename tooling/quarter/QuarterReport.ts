/** What AWS would invoice for a quarter, and where everything else is that was used; quantities are decimals. */
export interface QuarterReport {
  readonly buyers: number
  readonly events: number
  readonly records: number
  /** In units of the dimension. */
  readonly invoiced: ReadonlyArray<{
    readonly month: string
    readonly dimension: string
    readonly quantity: string
  }>
  /** What the seller's books list as not billed, and why, in the meter's unit. */
  readonly unbilled: ReadonlyArray<{
    readonly meter: string
    readonly kind: string
    readonly reason: string
    readonly quantity: string
  }>
  /** By meter, in its unit; `inDoubt` is what AWS does not have of it, `difference` what nothing explains. */
  readonly totals: ReadonlyArray<{ readonly meter: string } & { readonly [Part in QuarterPart]: string }>
  /** Each trouble of the way to AWS, and how many passes met it and had to repeat something. */
  readonly troubles: ReadonlyArray<{ readonly kind: string; readonly passes: number }>
  /** What is wrong, in sentences; none when every unit is billed once. */
  readonly problems: ReadonlyArray<string>
}

/** Where usage can be at the end of a quarter. */
export const quarterParts = ["used", "invoiced", "carried", "unbilled", "inDoubt", "difference"] as const
export type QuarterPart = (typeof quarterParts)[number]
