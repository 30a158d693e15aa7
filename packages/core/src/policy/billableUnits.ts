import type { FractionPolicy } from "../model/Meter.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"

/** How a quantity is split for one record: `total = used + carried + excess + rounded`, exactly. */
export interface BillableUnits {
  /** Whole units of the dimension for AWS, from 0 to its maximum. */
  readonly units: number
  /** What those units stand for, in the meter's unit. */
  readonly used: Quantity
  /** Less than one unit of the dimension that waits for a later hour. */
  readonly carried: Quantity
  /** Whole units that exceed AWS's maximum, in the meter's unit. */
  readonly excess: Quantity
  /** What rounding takes away, or, when negative, adds. */
  readonly rounded: Quantity
}

/**
 * Splits an exact quantity into the whole units of one record and what is left.
 *
 * - **Unit**: `unit` is how much of the meter's unit makes one unit of the dimension.
 * - **Shape**: total for quantities that are not negative.
 *
 * **Example** (2 500 tokens, billed by the thousand)
 *
 *     const tokens = { fraction: "carry", unit: Quantity.ofUnits(1000) } as const
 *     const { carried, units } = billableUnits(Quantity.ofUnits(2500), tokens)
 *
 *     units // => 2
 *     Quantity.format(carried) // => "500"
 */
export const billableUnits = (
  total: Quantity,
  { fraction, unit }: { readonly fraction: FractionPolicy; readonly unit: Quantity }
): BillableUnits => {
  const whole = wholeUnits(total, fraction, unit)
  const units = whole > quantityMax ? quantityMax : whole
  const used = Quantity.times(unit, units)
  const excess = Quantity.times(unit, whole - units)
  const difference = Quantity.subtract(total, Quantity.add(used, excess))
  const isCarried = fraction === "carry" || fraction === "refuse"
  return {
    units: Number(units),
    used,
    excess,
    carried: isCarried ? difference : Quantity.zero,
    rounded: isCarried ? Quantity.zero : difference
  }
}

const quantityMax = BigInt(MeteringLimits.quantityMax)

const wholeUnits = (total: Quantity, fraction: FractionPolicy, unit: Quantity): bigint => {
  const floor = Quantity.wholeUnits(total, unit)
  const remainder = Quantity.subtract(total, Quantity.times(unit, floor))
  const isRoundedUp: Record<FractionPolicy, boolean> = {
    carry: false,
    down: false,
    nearest: Quantity.times(remainder, 2) >= unit,
    refuse: false,
    up: remainder > 0n
  }
  return isRoundedUp[fraction] ? floor + 1n : floor
}
