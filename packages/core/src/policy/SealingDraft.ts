import { HourUsage } from "../model/HourUsage.ts"
import type { Catalogue } from "../model/Catalogue.ts"
import type { Instant } from "../model/Instant.ts"
import type { Meter } from "../model/Meter.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Carry, DueUsage, LateMove, Sealing, SetAside, WithheldRecord } from "../model/Sealing.ts"
import type { Subscription } from "../model/Subscription.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"
import { type BillableUnits, billableUnits } from "./billableUnits.ts"
import { type CountingContext, countedHour, countedLater } from "./countedHour.ts"
import { lastFinalHour } from "./finalAt.ts"
import { AllowanceTally } from "./AllowanceTally.ts"
import { type AsideReason, asideReasons } from "./asideReasons.ts"
import { termsOf } from "./reportableUntil.ts"
import { scaleUsage } from "./scaleUsage.ts"
import { keyOf, sealRecord } from "./sealRecord.ts"
import { withholdUntil } from "./withholdUntil.ts"

/** What sealing needs besides the usage: the time, and the seller's catalogue. */
export interface SealingContext extends Pick<Catalogue["Service"], "hasZeroRecords" | "meterOf" | "policy"> {
  readonly now: Instant
}

/** The sealing under construction: each step books its units somewhere. */
export class SealingDraft {
  private readonly context: SealingContext
  private readonly counting: CountingContext
  private readonly usage: DueUsage
  /** The account's subscriptions to products that have the meter; the others cannot bill it. */
  private readonly meters: ReadonlyMap<Subscription, Meter>
  /** The usage of the due hours, late usage that moved into one of them included. */
  private readonly due: Map<MeteringHour, HourUsage>
  private readonly allowances: AllowanceTally
  private readonly records: Array<UsageRecord> = []
  private readonly moves: Array<LateMove> = []
  private readonly setAside: Array<SetAside> = []
  private readonly withheld: Array<WithheldRecord> = []
  private carry: Carry | undefined

  constructor(usage: DueUsage, context: SealingContext) {
    const sealed = new Set(usage.sealedHours)
    const elsewhere = new Set(usage.sealedElsewhere)
    this.usage = usage
    this.context = context
    this.meters = new Map(
      usage.subscriptions.flatMap((subscription) => {
        const meter = context.meterOf(subscription.productCode, usage.meter)
        return meter === undefined ? [] : [[subscription, meter]]
      })
    )
    this.due = new Map(usage.openHours.map((open) => [open.hour, open]))
    this.allowances = new AllowanceTally(usage.included)
    this.carry = usage.carry
    this.counting = {
      now: context.now,
      policy: context.policy,
      subscriptions: [...this.meters.keys()],
      isSealed: (hour, subscription) =>
        sealed.has(hour) ||
        this.records.some((record) => record.hour === hour) ||
        (elsewhere.size > 0 && elsewhere.has(keyOf(hour, subscription, this.meters.get(subscription)!)))
    }
  }

  count(hour: MeteringHour): void {
    // Whole units that could not be billed in their own month do not slip into the next one with the fraction. They may
    // move into this very hour, so its quantity is looked up after that.
    if (this.carry !== undefined && isInEarlierMonth(this.carry.hour, hour)) this.moveWholeCarry()
    const all = this.withoutTakenBack(hour, this.due.get(hour) ?? HourUsage.none)
    if (this.hasUnknownMeter(hour)) return this.putAside(hour, all.quantity, asideReasons.unknownMeter)
    const open = this.withoutIncluded(hour, all)
    const counted = countedHour(hour, this.counting)
    if (counted._tag === "Counted" && counted.hour === hour)
      return this.seal(hour, open, counted.subscription)
    if (open.quantity === Quantity.zero) return
    if (counted._tag === "Counted") this.move(hour, open, counted.hour)
    else this.putAside(hour, open.quantity, counted)
  }

  /** Whole units in the carry are due now: in its hour if that is open, else in the next open one, rather than never. */
  moveWholeCarry(): void {
    if (this.carry === undefined) return
    const { hour, quantity } = this.carry
    const unit = this.unitIn(hour)
    const whole = Quantity.times(unit, Quantity.wholeUnits(quantity, unit))
    if (whole === Quantity.zero) return
    const own = countedHour(hour, this.counting)
    if (own._tag === "Counted" && own.hour === hour) return this.seal(hour, HourUsage.none, own.subscription)
    this.carry = carryOf(hour, Quantity.subtract(quantity, whole))
    this.moveOn(hour, { quantity: whole, tagged: [] })
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
      included: this.allowances.taken(),
      setAside: this.setAside,
      withheld: this.withheld
    }
  }

  private meterIn(hour: MeteringHour): readonly [Subscription, Meter] | undefined {
    return [...this.meters].find(([subscription]) => subscription.covers(hour))
  }

  private hasUnknownMeter(hour: MeteringHour): boolean {
    return (
      this.meterIn(hour) === undefined &&
      this.usage.subscriptions.some((subscription) => subscription.covers(hour))
    )
  }

  private unitIn(hour: MeteringHour): Quantity {
    const meter = this.meterIn(hour)?.[1] ?? [...this.meters.values()][0]
    return meter === undefined ? Quantity.ofUnits(1) : meter.unit
  }

  /** An allowance covers usage in the period in which it occurred, wherever the rest of it is billed. */
  private withoutIncluded(hour: MeteringHour, open: HourUsage): HourUsage {
    const subscription = this.meterIn(hour)?.[0]
    if (subscription === undefined) return open
    const included = this.allowances.take(open.quantity, { hour, meter: this.usage.meter, subscription })
    return scaleUsage(open, Quantity.subtract(open.quantity, included))
  }

  /**
   * What a late event took back is taken from what is still carried, and only the rest is written off. An hour that is
   * left with nothing is open all the same, for the carry and for what moves into it.
   */
  private withoutTakenBack(hour: MeteringHour, usage: HourUsage): HourUsage {
    if (usage.quantity >= 0n) return usage
    const waiting = this.carry !== undefined && this.carry.hour <= hour ? this.carry : undefined
    const fromCarry = Quantity.min(Quantity.negate(usage.quantity), waiting?.quantity ?? Quantity.zero)
    if (waiting !== undefined)
      this.carry = carryOf(waiting.hour, Quantity.subtract(waiting.quantity, fromCarry))
    this.putAside(hour, Quantity.add(usage.quantity, fromCarry), asideReasons.takenBack)
    return HourUsage.none
  }

  /** Sends usage that its own hour cannot hold to a later one, if the policy knows one. */
  private moveOn(hour: MeteringHour, usage: HourUsage): void {
    const counted = countedLater(hour, this.counting)
    if (counted._tag === "Counted") this.move(hour, usage, counted.hour)
    else this.putAside(hour, usage.quantity, counted)
  }

  /** Usage that moves into a due hour is sealed with it in the same pass, because moves only ever go to later hours. */
  private move(from: MeteringHour, usage: HourUsage, to: MeteringHour): void {
    this.moves.push({ from, to, quantity: usage.quantity, tagged: usage.tagged })
    const waiting = this.due.get(to)
    if (waiting !== undefined) this.due.set(to, HourUsage.add(waiting, usage))
  }

  private seal(hour: MeteringHour, usage: HourUsage, subscription: Subscription): void {
    // Hours are counted under subscriptions with a meter only.
    const meter = this.meters.get(subscription)!
    this.holdForeignCarry(subscription)
    const isCarryDue = this.carry !== undefined && this.carry.hour <= hour
    const total = isCarryDue ? Quantity.add(usage.quantity, this.carry!.quantity) : usage.quantity
    const split = billableUnits(total, meter)
    if (split.units > 0 || this.isZeroWanted(hour, subscription))
      this.recordUnits(hour, { split, usage }, { meter, subscription })
    this.bookCarry(hour, split.carried, isCarryDue)
    this.moveExcess(hour, scaleUsage(usage, split.excess), meter.unit)
    this.putAside(hour, split.rounded, asideReasons.rounded(meter))
  }

  private recordUnits(
    hour: MeteringHour,
    { split, usage }: { readonly split: BillableUnits; readonly usage: HourUsage },
    { meter, subscription }: { readonly meter: Meter; readonly subscription: Subscription }
  ): void {
    const { now, policy } = this.context
    const { units, used } = split
    const terms = termsOf(subscription, this.usage.subscriptions)
    const record = sealRecord(hour, { units, usage, used }, { meter, now, subscription, terms })
    const withheld = withholdUntil(units, {
      baseline: this.usage.baseline,
      deadline: record.deadline,
      guard: meter.guard,
      now,
      policy
    })
    this.records.push(record)
    if (withheld !== undefined) this.withheld.push({ dedupKey: record.dedupKey, ...withheld })
  }

  private isZeroWanted(hour: MeteringHour, { productCode }: Subscription): boolean {
    const { now, policy } = this.context
    return this.context.hasZeroRecords(productCode) && hour <= lastFinalHour(now, policy)
  }

  /** A fraction of another product's unit is no fraction of this one's. */
  private holdForeignCarry({ productCode }: Subscription): void {
    if (this.carry === undefined) return
    const { hour, quantity } = this.carry
    const own = this.meterIn(hour)?.[0]
    if (own === undefined || own.productCode === productCode) return
    this.carry = undefined
    this.putAside(hour, quantity, asideReasons.otherProduct)
  }

  private bookCarry(hour: MeteringHour, left: Quantity, isCarryUsed: boolean): void {
    if (isCarryUsed || this.carry === undefined) {
      this.carry = carryOf(hour, left)
    } else {
      this.carry = { hour: this.carry.hour, quantity: Quantity.add(this.carry.quantity, left) }
    }
  }

  private moveExcess(hour: MeteringHour, excess: HourUsage, unit: Quantity): void {
    if (excess.quantity === Quantity.zero) return
    if (excess.quantity > Quantity.times(unit, excessMax))
      this.putAside(hour, excess.quantity, asideReasons.tooMuch)
    else this.moveOn(hour, excess)
  }

  private putAside(hour: MeteringHour, quantity: Quantity, why: AsideReason): void {
    if (quantity === Quantity.zero) return
    const kind = why._tag === "Held" ? "held" : "written off"
    this.setAside.push({ hour, quantity, kind, reason: why.reason })
  }
}

const isInEarlierMonth = (hour: MeteringHour, other: MeteringHour): boolean =>
  hour < other && !MeteringHour.isSameMonth(hour, other)

const carryOf = (hour: MeteringHour, quantity: Quantity): Carry | undefined =>
  quantity === Quantity.zero ? undefined : { hour, quantity }

/** Units that AWS takes of one dimension in a month. More than that in one hour is a mistake sooner than usage. */
const excessMax = BigInt(MeteringLimits.quantityMax) * 744n
