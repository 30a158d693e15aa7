import { DedupKey } from "../model/DedupKey.ts"
import { Instant } from "../model/Instant.ts"
import type { Meter } from "../model/Meter.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Carry, DueUsage, LateMove, OpenHour, Sealing, SetAside } from "../model/Sealing.ts"
import type { Subscription } from "../model/Subscription.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import { billableUnits } from "./billableUnits.ts"
import { type CountingContext, countedHour, countedLater } from "./countedHour.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/** What sealing needs besides the usage: the time, the seller's policy, and the meters by product. */
export interface SealingContext {
  readonly now: Instant
  readonly policy: MeteringPolicy
  readonly meterOf: (productCode: string, meter: string) => Meter | undefined
}

/**
 * Decides what becomes of the due hours of one account and meter.
 *
 * Hour by hour in the order of time: usage of an open hour becomes a record of whole units, the fraction is carried;
 * usage of an hour that is no longer open, and what exceeds AWS's maximum, moves to an open hour, or is set aside with a
 * reason. An hour with less than
 * one unit gets no record, so that it stays open for what may still come.
 *
 * - **Guarantees**: every unit goes to exactly one place; a carry is billed in its own hour or later, never before.
 */
export const sealUsage = (usage: DueUsage, context: SealingContext): Sealing => {
  const draft = new Draft(usage, context)
  for (const { hour } of usage.openHours) draft.count(hour)
  draft.moveWholeCarry()
  return draft.sealing()
}

/** The sealing under construction: each step books its units somewhere. */
class Draft {
  private readonly counting: CountingContext
  private readonly usage: DueUsage
  private readonly now: Instant
  /** The account's subscriptions to products that have the meter; the others cannot bill it. */
  private readonly meters: ReadonlyMap<Subscription, Meter>
  /** The usage of the due hours, late usage that moved into one of them included. */
  private readonly due: Map<MeteringHour, Quantity>
  private readonly records: Array<UsageRecord> = []
  private readonly moves: Array<LateMove> = []
  private readonly setAside: Array<SetAside> = []
  private carry: Carry | undefined

  constructor(usage: DueUsage, context: SealingContext) {
    const sealed = new Set(usage.sealedHours)
    this.usage = usage
    this.now = context.now
    this.meters = new Map(
      usage.subscriptions.flatMap((subscription) => {
        const meter = context.meterOf(subscription.productCode, usage.meter)
        return meter === undefined ? [] : [[subscription, meter]]
      })
    )
    this.due = new Map(usage.openHours.map(({ hour, quantity }) => [hour, quantity]))
    this.carry = usage.carry
    this.counting = {
      now: context.now,
      policy: context.policy,
      subscriptions: [...this.meters.keys()],
      isSealed: (hour) => sealed.has(hour) || this.records.some((record) => record.hour === hour)
    }
  }

  count(hour: MeteringHour): void {
    // Whole units that could not be billed in their own month do not slip into the next one with the fraction. They may
    // move into this very hour, so its quantity is looked up after that.
    if (this.carry !== undefined && isInEarlierMonth(this.carry.hour, hour)) this.moveWholeCarry()
    const open = { hour, quantity: this.due.get(hour) ?? Quantity.zero }
    const counted = this.hasUnknownMeter(hour) ? unknownMeter : countedHour(hour, this.counting)
    if (counted._tag !== "Counted") this.putAside(open, counted)
    else if (counted.hour === hour) this.seal(open, counted.subscription)
    else this.move(open, counted.hour)
  }

  /** Whole units in the carry are due now: in its hour if that is open, else in the next open one, rather than never. */
  moveWholeCarry(): void {
    if (this.carry === undefined) return
    const whole = Quantity.ofUnits(Quantity.wholeUnits(this.carry.quantity))
    if (whole === Quantity.zero) return
    const { hour, quantity } = this.carry
    const own = countedHour(hour, this.counting)
    if (own._tag === "Counted" && own.hour === hour) {
      return this.seal({ hour, quantity: Quantity.zero }, own.subscription)
    }
    this.carry = carryOf(hour, Quantity.subtract(quantity, whole))
    this.moveOn({ hour, quantity: whole })
  }

  sealing(): Sealing {
    const { account, meter, openHours } = this.usage
    return {
      account,
      meter,
      sealed: openHours.map((open) => open.hour),
      records: this.records,
      carry: this.carry,
      moves: this.moves,
      setAside: this.setAside
    }
  }

  private hasUnknownMeter(hour: MeteringHour): boolean {
    const covering = this.usage.subscriptions.filter((subscription) => subscription.covers(hour))
    return covering.length > 0 && !covering.some((subscription) => this.meters.has(subscription))
  }

  /** Sends usage that its own hour cannot hold to a later one, if the policy knows one. */
  private moveOn(open: OpenHour): void {
    const counted = countedLater(open.hour, this.counting)
    if (counted._tag === "Counted") this.move(open, counted.hour)
    else this.putAside(open, counted)
  }

  /** Usage that moves into a due hour is sealed with it in the same pass, because moves only ever go to later hours. */
  private move(open: OpenHour, to: MeteringHour): void {
    this.moves.push({ from: open.hour, to, quantity: open.quantity })
    const waiting = this.due.get(to)
    if (waiting !== undefined) this.due.set(to, Quantity.add(waiting, open.quantity))
  }

  private seal(open: OpenHour, subscription: Subscription): void {
    // Hours are counted under subscriptions with a meter only.
    const meter = this.meters.get(subscription)!
    const isCarryDue = this.carry !== undefined && this.carry.hour <= open.hour
    const due = isCarryDue ? Quantity.add(open.quantity, this.carry!.quantity) : open.quantity
    const split = billableUnits(due, meter.fraction)
    if (split.units > 0) this.records.push(this.record(open.hour, split.units, meter, subscription))
    const excess = Quantity.ofUnits(Quantity.wholeUnits(split.carried))
    this.bookCarry(open.hour, Quantity.subtract(split.carried, excess), isCarryDue)
    if (excess > excessMax) this.putAside({ hour: open.hour, quantity: excess }, tooMuch)
    else if (excess !== Quantity.zero) this.moveOn({ hour: open.hour, quantity: excess })
    if (split.rounded !== Quantity.zero) {
      this.putAside(
        { hour: open.hour, quantity: split.rounded },
        { _tag: "WrittenOff", reason: `Rounded: fractions of this meter go ${meter.fraction}` }
      )
    }
  }

  private bookCarry(hour: MeteringHour, left: Quantity, isCarryUsed: boolean): void {
    if (isCarryUsed || this.carry === undefined) {
      this.carry = carryOf(hour, left)
    } else {
      this.carry = { hour: this.carry.hour, quantity: Quantity.add(this.carry.quantity, left) }
    }
  }

  private record(
    hour: MeteringHour,
    quantity: number,
    meter: Meter,
    subscription: Subscription
  ): UsageRecord {
    const { agreement, productCode, region } = subscription
    const { dimension } = meter
    return UsageRecord.make({
      dedupKey: DedupKey.of({ region, productCode, agreement, dimension, hour }),
      account: this.usage.account,
      meter: this.usage.meter,
      productCode,
      region,
      agreement,
      dimension,
      hour,
      // AWS takes nothing from before the subscription, so its first hour is stamped with its beginning.
      timestamp: Instant.max(MeteringHour.start(hour), subscription.activeFrom),
      quantity,
      deadline: submissionDeadline(hour, subscription),
      sealedAt: this.now
    })
  }

  private putAside(
    open: OpenHour,
    why: { readonly _tag: "Held" | "WrittenOff"; readonly reason: string }
  ): void {
    const kind = why._tag === "Held" ? "held" : "written off"
    this.setAside.push({ hour: open.hour, quantity: open.quantity, kind, reason: why.reason })
  }
}

const isInEarlierMonth = (hour: MeteringHour, other: MeteringHour): boolean =>
  hour < other && !MeteringHour.isSameMonth(hour, other)

const carryOf = (hour: MeteringHour, quantity: Quantity): Carry | undefined =>
  quantity === Quantity.zero ? undefined : { hour, quantity }

/** What AWS takes of one dimension in a month. More than that in one hour is a mistake sooner than usage. */
const excessMax = Quantity.ofUnits(BigInt(MeteringLimits.quantityMax) * 744n)
const tooMuch = {
  _tag: "Held",
  reason: "TooMuch: the hour's usage exceeds what AWS takes of a dimension in a month"
} as const

const unknownMeter = {
  _tag: "Held",
  reason: "UnknownMeter: no product that the account is subscribed to has such a meter"
} as const
