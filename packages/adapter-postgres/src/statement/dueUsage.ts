import { type Instant, MeteringHour, type MeteringHour as Hour } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { millis } from "./asText.ts"

/** An open hour that is due, with what is known of its account and meter. Hours and times in epoch milliseconds. */
export interface DueRow {
  readonly account: string
  readonly meter: string
  readonly hour: string
  readonly quantity: string
  readonly carry_hour: string | null
  readonly carry_quantity: string | null
  /** Sealed hours, comma-separated. */
  readonly sealed_hours: string | null
}

/** Reads the earliest open hours of subscribed accounts: up to an hour, or begun before a subscription that has ended. */
export const dueUsage = (
  names: Names,
  options: { readonly now: Instant; readonly openHoursMax: number; readonly through: Hour }
): RawBuilder<DueRow> => sql<DueRow>`
  select open.account, open.meter, ${millis("open.hour")} as hour, open.quantity::text as quantity,
    ${millis("carry.hour")} as carry_hour, carry.quantity::text as carry_quantity, sealed.hours as sealed_hours
  from (
    select account, meter, hour, quantity from ${names.openHour} waiting
    where exists (
      select from ${names.subscription} linked
      where linked.account = waiting.account
        and (
          waiting.hour <= ${iso(MeteringHour.start(options.through))}::timestamptz
          or (linked.active_until <= ${iso(options.now)}::timestamptz and waiting.hour < linked.active_until)
        )
    )
    order by hour, account, meter
    limit ${options.openHoursMax}::integer
  ) open
  left join ${names.carry} carry on carry.account = open.account and carry.meter = open.meter
  left join lateral (
    select string_agg(${millis("record.hour")}, ',') as hours from ${names.usageRecord} record
    where record.account = open.account and record.meter = open.meter and record.hour >= open.hour
      and (record.hour = open.hour or record.hour >= ${iso(sendable(options.now))}::timestamptz)
  ) sealed on true
  order by open.hour, open.account, open.meter`

/** Reads the earliest open hour of a subscribed account, in epoch milliseconds; no row when none is open. */
export const earliestOpenHour = (names: Names): RawBuilder<{ readonly hour: string }> => sql<{
  hour: string
}>`
  select ${millis("hour")} as hour from ${names.openHour} waiting
  where exists (select from ${names.subscription} linked where linked.account = waiting.account)
  order by waiting.hour
  limit 1`

// Two days reach past every hour that AWS may still take; older ones matter only if they are open themselves.
const sendable = (now: Instant): Instant => DateTime.subtract(now, { days: 2 })

const iso = (instant: Instant): string => DateTime.formatIso(instant)
