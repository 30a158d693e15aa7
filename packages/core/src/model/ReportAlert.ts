import type { Duration } from "effect"
import type { Instant } from "./Instant.ts"

/**
 * Says that the hours of a dimension are lost to AWS unless they are reported before a deadline.
 *
 * - **Unit**: `quantity` in whole units of the dimension; `level` is how much time was left when the alert became due; `deadline`
 *   is AWS's, of the most urgent hour.
 */
export interface ReportAlert {
  readonly reporter: string
  readonly dimension: string
  readonly level: Duration.Duration
  readonly deadline: Instant
  readonly quantity: number
}
