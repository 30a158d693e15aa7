import { Effect } from "effect"
import { HourUsage } from "../../model/HourUsage.ts"
import type { Instant } from "../../model/Instant.ts"
import type { MeteringHour } from "../../model/MeteringHour.ts"
import { Quantity } from "../../model/Quantity.ts"
import type { DueUsage, Sealing } from "../../model/Sealing.ts"
import type { UsageEvent } from "../../model/UsageEvent.ts"
import { termsOf } from "../../policy/reportableUntil.ts"
import { sealRecord } from "../../policy/sealRecord.ts"
import { type IdleHours, type ProductMeter, RecordLedger } from "../../port/RecordLedger.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import { aMeter, at, hourOf } from "../builders.ts"

/** When the laws of sealing take place, unless they say otherwise: the hour from eleven to twelve is due. */
export const sealingTime = at("2026-03-10T12:30:00Z")

/** Appends events in a transaction of the store's own. */
export const append = (events: ReadonlyArray<UsageEvent>) =>
  Effect.flatMap(UsageOutbox, (outbox) => outbox.append(events, sealingTime))

/**
 * Seals what is due, and returns what was offered of one account.
 *
 * - **Shape**: `decide` is asked about that account alone; the usage of all others stays as it is.
 */
export const offeredOf = Effect.fnUntraced(function* (
  account: string,
  options: {
    readonly decide?: (usage: DueUsage) => Sealing
    readonly guarded?: ReadonlyArray<string>
    readonly idle?: IdleHours
    readonly meters?: ReadonlyArray<ProductMeter>
    readonly now?: Instant
    readonly through?: MeteringHour
  } = {}
) {
  const { decide = holdAll, now = sealingTime, through = hourOf("2026-03-10T11:00:00Z"), ...rest } = options
  const offered: Array<DueUsage> = []
  const ledger = yield* RecordLedger
  yield* ledger.seal(
    (usage) => {
      if (usage.account !== account) return leaveOpen(usage)
      offered.push(usage)
      return decide(usage)
    },
    { ...rest, now, openHoursMax: 10_000, through }
  )
  return offered
})

/** Changes nothing: what is open stays open. */
export const leaveOpen = ({ account, carry, meter }: DueUsage): Sealing => ({
  account,
  meter,
  sealed: [],
  records: [],
  carry,
  moves: [],
  included: [],
  setAside: [],
  withheld: []
})

/** Closes every hour without a record; its usage is held. */
export const holdAll = (usage: DueUsage): Sealing => ({
  ...leaveOpen(usage),
  sealed: usage.openHours.map(({ hour }) => hour),
  setAside: usage.openHours
    .filter(({ quantity }) => quantity !== Quantity.zero)
    .map(({ hour, quantity }) => ({ hour, quantity, kind: "held", reason: "held by a law" }))
})

/** Makes a record of each hour, of its whole units, however old it is; there must be no fractions. */
export const recordEach = (usage: DueUsage): Sealing => ({
  ...leaveOpen(usage),
  sealed: usage.openHours.map(({ hour }) => hour),
  records: usage.openHours.map((open) => {
    const units = Number(Quantity.wholeUnits(open.quantity))
    const meter = aMeter(usage.meter)
    const subscription = usage.subscriptions.find((one) => one.covers(open.hour))!
    const terms = termsOf(subscription, usage.subscriptions)
    return sealRecord(
      open.hour,
      { units, usage: open, used: open.quantity },
      { meter, now: sealingTime, subscription, terms }
    )
  })
})

/** Adds up what was offered of each meter and hour, and leaves out hours of nothing. */
export const sumsOf = (offered: ReadonlyArray<DueUsage>) => {
  const hours = Map.groupBy(
    offered.flatMap(({ meter, openHours }) => openHours.map((open) => ({ meter, ...open }))),
    ({ hour, meter }) => `${meter} ${hour}`
  )
  return [...hours.values()]
    .map((opened) => ({
      meter: opened[0]!.meter,
      hour: opened[0]!.hour,
      ...opened.reduce<HourUsage>(HourUsage.add, HourUsage.none)
    }))
    .filter((sum) => !HourUsage.isNone(sum))
    .toSorted((a, b) => a.hour - b.hour || (a.meter < b.meter ? -1 : 1))
}
