import type { Duration } from "effect"
import type { Instant } from "./Instant.ts"
import type { MeteringHour } from "./MeteringHour.ts"
import type { Quantity } from "./Quantity.ts"

/**
 * Usage of an account, meter and hour that is not billed yet.
 *
 * - **Shape**: `open` usage has no record and no deadline of its own yet; that of its hour holds.
 */
export interface WaitingUsage {
  readonly account: string
  readonly meter: string
  readonly hour: MeteringHour
  readonly state: "open" | "sealed"
  readonly quantity: Quantity
  readonly deadline: Instant | undefined
}

/**
 * Says that usage of an account and meter is lost unless it is sent before a deadline.
 *
 * - **Unit**: `quantity` in the meter's own; `level` is how much time was left when the alert became due; `deadline` is AWS's, of
 *   the most urgent hour.
 */
export interface DeadlineAlert {
  readonly account: string
  readonly meter: string
  readonly level: Duration.Duration
  readonly deadline: Instant
  readonly quantity: Quantity
}
