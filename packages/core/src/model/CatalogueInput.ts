import type { Aggregation } from "./Aggregation.ts"
import type { FractionPolicy } from "./Meter.ts"
import type { MeteringPolicy } from "./MeteringPolicy.ts"

/** What a seller writes to describe one meter. */
export interface MeterInput {
  readonly name: string
  /** AWS's API name of the dimension; the meter's own name when absent. */
  readonly dimension?: string
  /** `carry` when absent. */
  readonly fraction?: FractionPolicy
  /** `sum` when absent. */
  readonly aggregation?: Aggregation
  /** What a `distinct` meter tells events apart by: the name of one of their properties. */
  readonly property?: string
  /** How much of the meter's unit is one unit of the dimension, such as 1000 for thousands of tokens; 1 when absent. */
  readonly unit?: string | number | bigint
  /** Withholds a record that is more than `times` the largest of the account's last 24; none when absent. */
  readonly guard?: { readonly times: number }
}

/** What a seller writes to describe the products to be metered. */
export interface CatalogueInput {
  readonly products: ReadonlyArray<{
    readonly code: string
    readonly meters: ReadonlyArray<MeterInput>
    /** Whether an hour without usage gets a record of zero, once it is final; false when absent. */
    readonly zeroRecords?: boolean
    /**
     * Whose records are sealed and planned but never sent, so that they become dead letters: `"all"`, or the accounts;
     * nobody's when absent.
     */
    readonly dryRun?: "all" | ReadonlyArray<string>
  }>
  readonly policy?: Partial<MeteringPolicy>
}
