import { DateTime, Duration } from "effect"
import { Balance } from "../src/model/Balance.ts"
import type { Catalogue } from "../src/model/Catalogue.ts"
import { HourUsage } from "../src/model/HourUsage.ts"
import { Instant } from "../src/model/Instant.ts"
import type { LeasedRecord } from "../src/model/Lease.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { Quantity } from "../src/model/Quantity.ts"
import type { Carry, Sealing, SetAside } from "../src/model/Sealing.ts"
import { Settlement } from "../src/model/Settlement.ts"
import { Subscription } from "../src/model/Subscription.ts"
import type { UsageBatch } from "../src/model/UsageBatch.ts"
import { UsageEvent } from "../src/model/UsageEvent.ts"
import type { RecordState, UsageRecord } from "../src/model/UsageRecord.ts"
import { agreementKey, buyerOf } from "../src/policy/agreementKey.ts"
import { aggregateHour, hoursOf } from "../src/policy/aggregateHour.ts"
import { aggregateUsage } from "../src/policy/aggregateUsage.ts"
import { lastFinalHour } from "../src/policy/finalAt.ts"
import { isLinked, linkProblem } from "../src/policy/linkProblem.ts"
import { planBatches } from "../src/policy/planBatches.ts"
import { lastSealableHour } from "../src/policy/sealableAt.ts"
import { sealUsage } from "../src/policy/sealUsage.ts"
import { subscriptionProblem } from "../src/policy/subscriptionProblem.ts"

/** A sealed record and where it stands. */
export interface Row {
  readonly record: UsageRecord
  readonly state: RecordState
  readonly availableAt: Instant
  readonly mayBeAccepted: boolean
}

/** What is known of one account and meter. */
interface Series {
  readonly account: string
  readonly meter: string
  readonly events: Map<string, UsageEvent>
  readonly counted: Map<MeteringHour, HourUsage>
  readonly open: Map<MeteringHour, HourUsage>
  readonly included: Map<string, Quantity>
  readonly setAside: Array<SetAside>
  carry: Carry | undefined
}

/** A ledger of plain maps that does with the policies what every store does, as the port's words say and no better. */
export class TinyLedger {
  now: Instant
  readonly catalogue: Catalogue["Service"]
  readonly subscriptions: Array<Subscription> = []
  readonly rows: Map<string, Row> = new Map()
  readonly batches: Array<UsageBatch> = []
  private readonly series: Map<string, Series> = new Map()
  private readonly ids: Map<string, UsageEvent> = new Map()
  private idleThrough: MeteringHour | undefined

  constructor(catalogue: Catalogue["Service"], now: Instant) {
    this.catalogue = catalogue
    this.now = now
  }

  wait(minutes: number): void {
    this.now = DateTime.addDuration(this.now, Duration.minutes(minutes))
  }

  /** All or none: an id that stands for another fact stores nothing. */
  record(events: ReadonlyArray<UsageEvent>): void {
    if (events.some((event) => !UsageEvent.isSame(this.ids.get(event.eventId) ?? event, event))) return
    for (const event of events) {
      this.ids.set(event.eventId, event)
      this.seriesOf(event.account, event.meter).events.set(event.eventId, event)
    }
  }

  link(subscription: Subscription): void {
    const own = this.subscriptionsOf(subscription.account)
    const buyer = buyerOf(subscription.agreement)
    const problem =
      subscriptionProblem(subscription, { own, products: this.catalogue.products }) ??
      linkProblem(subscription, {
        ofBuyer: this.subscriptions.filter(
          ({ agreement, productCode }) =>
            buyer !== undefined && buyerOf(agreement) === buyer && productCode === subscription.productCode
        ),
        own,
        owner: this.subscriptions.find((other) => agreementKey(other) === agreementKey(subscription))?.account
      })
    if (problem === undefined && !isLinked(own, subscription)) this.subscriptions.push(subscription)
  }

  /** Ends what runs, now. */
  end(account: string): void {
    for (const [i, one] of this.subscriptions.entries())
      if (
        one.account === account &&
        one.activeUntil === undefined &&
        Instant.isBefore(one.activeFrom, this.now)
      )
        this.subscriptions[i] = Subscription.make({ ...one, activeUntil: this.now })
  }

  seal(): void {
    for (const series of this.series.values()) this.count(series)
    this.openIdleHours()
    while ([...this.series.values()].some((series) => this.sealSeries(series)));
  }

  /** Leases what is due, and settles each record by the next of the outcomes. */
  send(outcomes: ReadonlyArray<Settlement>): void {
    const lastMoment = DateTime.addDuration(this.now, this.catalogue.policy.safetyMargin)
    const leased = [...this.rows.values()]
      .filter(({ availableAt, state }) => state === "sealed" && !Instant.isBefore(this.now, availableAt))
      .filter(({ record }) => Instant.isBefore(lastMoment, record.deadline))
      .toSorted((a, b) => a.record.deadline.epochMilliseconds - b.record.deadline.epochMilliseconds)
      .map(({ mayBeAccepted, record }): LeasedRecord => ({
        attempts: 1,
        mayBeAccepted,
        record,
        sendBefore: record.deadline
      }))
    const batches = planBatches(leased)
    this.batches.push(...batches)
    for (const [i, { record }] of batches.flatMap(({ records }) => records).entries())
      this.settle(record, outcomes[i % outcomes.length]!)
  }

  expire(): void {
    const lastMoment = DateTime.addDuration(this.now, this.catalogue.policy.safetyMargin)
    for (const [key, row] of this.rows)
      if (row.state === "sealed" && !Instant.isBefore(lastMoment, row.record.deadline))
        this.rows.set(key, { ...row, state: row.mayBeAccepted ? "in doubt" : "dead" })
  }

  /** Counts anew where everything stands; `recorded` from the events, the rest from what the steps have booked. */
  balances(): ReadonlyArray<Balance> {
    return [...this.series.values()].map((series) => {
      // Events that no sealing has counted yet are in no hour, so they are counted here.
      this.count(series)
      const rows = [...this.rows.values()].filter(
        ({ record }) => record.account === series.account && record.meter === series.meter
      )
      const used = (...states: ReadonlyArray<RecordState>) =>
        Quantity.sum(rows.filter(({ state }) => states.includes(state)).map(({ record }) => record.used))
      const aside = (kind: SetAside["kind"]) =>
        Quantity.sum(series.setAside.filter((one) => one.kind === kind).map((one) => one.quantity))
      const hours = aggregateUsage(series.events.values()).flatMap((usage) => usage.hours)
      return {
        account: series.account,
        meter: series.meter,
        recorded: Quantity.sum(hours.map((hour) => hour.quantity)),
        open: Quantity.sum([...series.open.values()].map((usage) => usage.quantity)),
        carried: series.carry?.quantity ?? Quantity.zero,
        pending: used("sealed", "leased", "in doubt"),
        accepted: used("settled"),
        dead: used("dead"),
        held: aside("held"),
        included: Quantity.sum(series.included.values()),
        writtenOff: aside("written off")
      }
    })
  }

  /** Returns how much more was sealed than used, by rounding up or because a late event took it back. */
  sealedTooMuch({ account, meter }: Pick<Balance, "account" | "meter">): Quantity {
    const { setAside } = this.seriesOf(account, meter)
    return Quantity.negate(
      Quantity.sum(setAside.map(({ quantity }) => Quantity.min(Quantity.zero, quantity)))
    )
  }

  private count(series: Series): void {
    const events = [...series.events.values()]
    for (const hour of new Set(events.flatMap(hoursOf))) {
      const usage = aggregateHour(events, hour)
      const change = HourUsage.subtract(usage, series.counted.get(hour) ?? HourUsage.none)
      series.counted.set(hour, usage)
      if (!HourUsage.isNone(change)) addOpen(series, hour, change)
    }
  }

  private openIdleHours(): void {
    const through = lastFinalHour(this.now, this.catalogue.policy)
    const from = this.idleThrough === undefined ? through : MeteringHour.plus(this.idleThrough, 1)
    this.idleThrough = MeteringHour.make(Math.max(through, this.idleThrough ?? through))
    const running = this.subscriptions.filter(({ activeUntil }) => activeUntil === undefined)
    for (let hour = from; hour <= through; hour = MeteringHour.plus(hour, 1))
      for (const subscription of running.filter((one) => one.covers(hour)))
        for (const { code, meters, zeroRecords } of this.catalogue.products)
          if (zeroRecords && code === subscription.productCode)
            for (const { name } of meters) this.openIdleHour(this.seriesOf(subscription.account, name), hour)
  }

  private openIdleHour(series: Series, hour: MeteringHour): void {
    if (!this.sealedHours(series).includes(hour) && !series.open.has(hour))
      addOpen(series, hour, HourUsage.none)
  }

  /** Whether anything was due. */
  private sealSeries(series: Series): boolean {
    const subscriptions = this.subscriptionsOf(series.account)
    const openHours = [...series.open]
      .filter(([hour]) => this.isDue(hour, subscriptions))
      .map(([hour, usage]) => ({ hour, ...usage }))
      .toSorted((a, b) => a.hour - b.hour)
    if (openHours.length === 0) return false
    const sealing = sealUsage(
      {
        ...series,
        baseline: this.baselineOf(series),
        sealedElsewhere: [],
        included: [...series.included].map(([period, quantity]) => ({ period, quantity })),
        openHours,
        sealedHours: this.sealedHours(series),
        subscriptions
      },
      { ...this.catalogue, now: this.now }
    )
    this.book(series, sealing)
    return true
  }

  private isDue(hour: MeteringHour, subscriptions: ReadonlyArray<Subscription>): boolean {
    if (subscriptions.length === 0) return false
    const hasEnded = ({ activeUntil }: Subscription) =>
      activeUntil !== undefined &&
      !Instant.isBefore(this.now, activeUntil) &&
      Instant.isBefore(MeteringHour.start(hour), activeUntil)
    return hour <= lastSealableHour(this.now, this.catalogue.policy) || subscriptions.some(hasEnded)
  }

  private book(series: Series, sealing: Sealing): void {
    for (const hour of sealing.sealed) series.open.delete(hour)
    for (const move of sealing.moves) if (!sealing.sealed.includes(move.to)) addOpen(series, move.to, move)
    series.carry = sealing.carry
    series.setAside.push(...sealing.setAside)
    for (const { period, quantity } of sealing.included)
      series.included.set(period, Quantity.add(series.included.get(period) ?? Quantity.zero, quantity))
    const withheld = new Map(sealing.withheld.map(({ dedupKey, until }) => [dedupKey, until]))
    for (const record of sealing.records) {
      if (this.rows.has(record.dedupKey)) throw new Error(`sealed twice: ${record.dedupKey}`)
      const availableAt = withheld.get(record.dedupKey) ?? this.now
      this.rows.set(record.dedupKey, { availableAt, mayBeAccepted: false, record, state: "sealed" })
    }
  }

  private settle(record: UsageRecord, settlement: Settlement): void {
    const row = this.rows.get(record.dedupKey)!
    const settled = Settlement.match(settlement, {
      Settled: () => ({ ...row, state: "settled" as const }),
      SettledEarlier: () => ({ ...row, state: "settled" as const }),
      Retry: ({ availableAt, mayBeAccepted }) => ({
        ...row,
        availableAt,
        mayBeAccepted: row.mayBeAccepted || mayBeAccepted
      }),
      Dead: () => ({ ...row, state: "dead" as const }),
      InDoubt: () => ({ ...row, state: "in doubt" as const })
    })
    this.rows.set(record.dedupKey, settled)
  }

  private recordsOf({ account, meter }: Series): ReadonlyArray<UsageRecord> {
    return [...this.rows.values()]
      .map(({ record }) => record)
      .filter((record) => record.account === account && record.meter === meter)
  }

  private sealedHours(series: Series): ReadonlyArray<MeteringHour> {
    return this.recordsOf(series).map(({ hour }) => hour)
  }

  private baselineOf(series: Series): ReadonlyArray<number> {
    return this.recordsOf(series)
      .flatMap(({ quantity }) => (quantity === 0 ? [] : quantity))
      .slice(-24)
  }

  private subscriptionsOf(account: string): ReadonlyArray<Subscription> {
    return this.subscriptions
      .filter((one) => one.account === account)
      .toSorted((a, b) => a.activeFrom.epochMilliseconds - b.activeFrom.epochMilliseconds)
  }

  private seriesOf(account: string, meter: string): Series {
    const key = JSON.stringify([account, meter])
    const there = this.series.get(key)
    if (there !== undefined) return there
    const made: Series = {
      account,
      meter,
      events: new Map(),
      counted: new Map(),
      open: new Map(),
      included: new Map(),
      setAside: [],
      carry: undefined
    }
    this.series.set(key, made)
    return made
  }
}

const addOpen = (series: Series, hour: MeteringHour, usage: HourUsage): void => {
  series.open.set(hour, HourUsage.add(series.open.get(hour) ?? HourUsage.none, usage))
}
