import type { FractionPolicy } from "../model/Meter.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"

/** How a quantity is split for one record: `total = units + carried + rounded`, exactly. */
export interface BillableUnits {
  /** Whole units for AWS, from 0 to its maximum. */
  readonly units: number
  /** What waits for a later hour: a fraction under `carry`, and whatever exceeds AWS's maximum. */
  readonly carried: Quantity
  /** What rounding takes away, or, when negative, adds. */
  readonly rounded: Quantity
}

/**
 * Splits an exact quantity into the whole units of one record and what is left.
 *
 * - **Shape**: total for quantities that are not negative.
 */
export const billableUnits = (total: Quantity, fraction: FractionPolicy): BillableUnits => {
  const whole = wholeUnits(total, fraction)
  const units = whole > quantityMax ? quantityMax : whole
  const excess = Quantity.ofUnits(whole - units)
  const difference = Quantity.subtract(total, Quantity.ofUnits(whole))
  return fraction === "carry"
    ? { units: Number(units), carried: Quantity.add(excess, difference), rounded: Quantity.zero }
    : { units: Number(units), carried: excess, rounded: difference }
}

const quantityMax = BigInt(MeteringLimits.quantityMax)
const half = Quantity.ofUnits(1) / 2n

const wholeUnits = (total: Quantity, fraction: FractionPolicy): bigint => {
  const floor = Quantity.wholeUnits(total)
  const remainder = Quantity.subtract(total, Quantity.ofUnits(floor))
  const isRoundedUp: Record<FractionPolicy, boolean> = {
    carry: false,
    down: false,
    nearest: remainder >= half,
    up: remainder > 0n
  }
  return isRoundedUp[fraction] ? floor + 1n : floor
}
