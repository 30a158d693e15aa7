import type { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Included } from "../model/Sealing.ts"
import type { Subscription } from "../model/Subscription.ts"
import { includedUsage } from "./includedUsage.ts"

/** Counts what the allowances of one account and meter cover, on top of what they covered before. */
export class AllowanceTally {
  private readonly before: ReadonlyMap<string, Quantity>
  private readonly added: Map<string, Quantity> = new Map()

  constructor(before: ReadonlyArray<Included>) {
    this.before = new Map(before.map(({ period, quantity }) => [period, quantity]))
  }

  /** Takes as much of an hour's usage as its allowance still covers, and returns how much that is. */
  take(
    usage: Quantity,
    of: { readonly hour: MeteringHour; readonly meter: string; readonly subscription: Subscription }
  ): Quantity {
    const included = includedUsage(usage, {
      ...of,
      includedBefore: (period) => Quantity.add(sumIn(this.before, period), sumIn(this.added, period))
    })
    if (included === undefined || included.quantity === Quantity.zero) return Quantity.zero
    this.added.set(included.period, Quantity.add(sumIn(this.added, included.period), included.quantity))
    return included.quantity
  }

  /** What was taken, by period. */
  taken(): ReadonlyArray<Included> {
    return [...this.added].map(([period, quantity]) => ({ period, quantity }))
  }
}

const sumIn = (sums: ReadonlyMap<string, Quantity>, period: string): Quantity =>
  sums.get(period) ?? Quantity.zero
