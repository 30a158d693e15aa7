import { type IdleHours, type Instant, MeteringHour } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter } from "./asText.ts"

/**
 * Opens hours that became final without a record, with no usage in them, for records of zero; and remembers how far it came.
 *
 * At most two days are looked through, because AWS takes nothing older. Each `offset 0` keeps the planner from joining all
 * there ever was at once.
 */
export const openIdleHours = (names: Names, idle: IdleHours, now: Instant): RawBuilder<unknown> => sql`
  with through as (select ${iso(MeteringHour.start(idle.through))}::timestamptz as hour),
  fresh as materialized (
    select hours.hour from ${names.countedSnapshot} counted, through,
      generate_series(
        greatest(coalesce(counted.idle_through + interval '1 hour', through.hour), through.hour - ${lookedThrough}),
        through.hour, interval '1 hour') hours(hour)
  ),
  opened as (
    insert into ${names.openHour} (account, meter, hour, tags, quantity)
    select distinct linked.account, idle.meter, fresh.hour, '[]'::jsonb, 0
    from fresh cross join lateral (
      -- Those that run, and those that ended since: by their indexes, and not among all that ever were.
      select account, product_code, active_from, active_until, linked_as from ${names.subscription}
      where active_until is null
      union all
      select account, product_code, active_from, active_until, linked_as from ${names.subscription}
      where active_until > fresh.hour and active_until > ${iso(MeteringHour.start(idle.through))}::timestamptz - ${lookedThrough}
      offset 0
    ) linked
    join jsonb_to_recordset(${rowsParameter(idle.meters.map(({ meter, productCode }) => ({ meter, product: productCode })))})
      as idle(product text, meter text) on idle.product = linked.product_code
    where linked.active_from < fresh.hour + interval '1 hour'
      and (
        linked.active_until is null
        or linked.active_until > ${iso(now)}::timestamptz
        -- One that another begins where it ends has not really ended, as at a cut-over.
        or exists (
          select from ${names.subscription} next
          where next.account = linked.account and next.product_code = linked.product_code
            and next.active_from = linked.active_until and next.linked_as <> linked.linked_as
          offset 0
        )
      )
      and not exists (
        select from ${names.usageRecord} record
        where record.account = linked.account and record.meter = idle.meter and record.hour = fresh.hour
        offset 0
      )
      and not exists (
        select from ${names.openHour} there
        where there.account = linked.account and there.meter = idle.meter and there.hour = fresh.hour
        offset 0
      )
  )
  update ${names.countedSnapshot} counted set idle_through = through.hour
  from through
  where counted.idle_through is null or counted.idle_through < through.hour`

const lookedThrough = sql`interval '48 hours'`

const iso = (instant: Instant): string => DateTime.formatIso(instant)
