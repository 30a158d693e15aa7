import { DateTime } from "effect"
import type { Allowance } from "../model/Allowance.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Subscription } from "../model/Subscription.ts"

/** Usage that an allowance covers. */
export interface IncludedUsage {
  /** The allowance's period: product, and month or the beginning of the term. What was included under it is summed by this key. */
  readonly period: string
  readonly quantity: Quantity
}

/**
 * Returns how much of an hour's usage the subscription includes; undefined when it includes none of the meter.
 *
 * - **Unit**: the meter's own, as `usage` and as what was included before in the same period.
 * - **Shape**: never more than the usage, and over a period never more than the allowance; an allowance is used up in the
 *   order in which usage is sealed, and never given back.
 *
 * **Example** (Ten thousand requests a month, of which 9 990 are gone)
 *
 *     const subscription = Subscription.make({
 *       account: "acme", productCode: "4ml54db8vrmjuykaw1psroool", region: "us-east-1",
 *       agreement: { _tag: "Product", buyer: "111122223333" },
 *       activeFrom: DateTime.makeUnsafe("2026-03-01T00:00:00Z"),
 *       allowances: [{ meter: "requests", quantity: Quantity.ofUnits(10_000), period: "month" }]
 *     })
 *     const included = includedUsage(Quantity.ofUnits(25), {
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:00:00Z")), meter: "requests", subscription,
 *       includedBefore: () => Quantity.ofUnits(9_990)
 *     })
 *     Quantity.format(included?.quantity ?? Quantity.zero) // => "10"
 */
export const includedUsage = (
  usage: Quantity,
  context: {
    readonly hour: MeteringHour
    readonly includedBefore: (period: string) => Quantity
    readonly meter: string
    readonly subscription: Subscription
  }
): IncludedUsage | undefined => {
  const { hour, includedBefore, meter, subscription } = context
  const allowance = subscription.allowances?.find((one) => one.meter === meter)
  if (allowance === undefined) return undefined
  const period = periodOf(allowance, hour, subscription)
  const left = Quantity.subtract(allowance.quantity, includedBefore(period))
  const quantity = Quantity.max(Quantity.zero, Quantity.min(usage, left))
  return { period, quantity }
}

// Named by product and not by agreement, which a cut-over changes in the middle of a contract.
const periodOf = ({ period, since }: Allowance, hour: MeteringHour, subscription: Subscription): string =>
  JSON.stringify([
    subscription.productCode,
    period === "month"
      ? DateTime.formatIso(MeteringHour.start(hour)).slice(0, 7)
      : DateTime.formatIso(since ?? subscription.activeFrom)
  ])
