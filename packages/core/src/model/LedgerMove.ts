import type { MeteringHour } from "./MeteringHour.ts"
import type { Quantity } from "./Quantity.ts"

/**
 * Usage that a sealing moved to a later hour: late usage, or what exceeded AWS's maximum.
 *
 * - **Unit**: `quantity` in the meter's unit.
 * - **Shape**: `position` is the move's place among all moves of its ledger, and only ever grows.
 */
export interface LedgerMove {
  readonly position: number
  readonly account: string
  readonly meter: string
  readonly from: MeteringHour
  readonly to: MeteringHour
  readonly quantity: Quantity
}
