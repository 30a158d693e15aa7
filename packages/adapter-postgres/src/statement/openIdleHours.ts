import { type IdleHours, type Instant, MeteringHour } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter } from "./asText.ts"

/**
 * Opens hours that became final without a record, with no usage in them, for records of zero; and remembers how far it came.
 *
 * At most two days are looked through, because AWS takes nothing older.
 */
export const openIdleHours = (names: Names, idle: IdleHours, now: Instant): RawBuilder<unknown> => sql`
  with through as (select ${iso(MeteringHour.start(idle.through))}::timestamptz as hour),
  fresh as materialized (
    select hours.hour from ${names.countedSnapshot} counted, through,
      generate_series(
        greatest(coalesce(counted.idle_through + interval '1 hour', through.hour), through.hour - interval '48 hours'),
        through.hour, interval '1 hour') hours(hour)
  ),
  opened as (
    insert into ${names.openHour} (account, meter, hour, tags, quantity)
    select distinct linked.account, idle.meter, fresh.hour, '[]'::jsonb, 0
    from fresh, ${names.subscription} linked
    join jsonb_to_recordset(${rowsParameter(idle.meters.map(({ meter, productCode }) => ({ meter, product: productCode })))})
      as idle(product text, meter text) on idle.product = linked.product_code
    where linked.active_from < fresh.hour + interval '1 hour'
      and (linked.active_until is null or (
        fresh.hour < linked.active_until and (
          linked.active_until > ${iso(now)}::timestamptz
          -- One that another begins where it ends has not really ended, as at a cut-over.
          or exists (
            select from ${names.subscription} next
            where next.account = linked.account and next.product_code = linked.product_code
              and next.active_from = linked.active_until and next.linked_as <> linked.linked_as
          )
        )
      ))
      and not exists (
        select from ${names.usageRecord} record
        where record.account = linked.account and record.meter = idle.meter and record.hour = fresh.hour
      )
      and not exists (
        select from ${names.openHour} there
        where there.account = linked.account and there.meter = idle.meter and there.hour = fresh.hour
      )
  )
  update ${names.countedSnapshot} counted set idle_through = through.hour
  from through
  where counted.idle_through is null or counted.idle_through < through.hour`

const iso = (instant: Instant): string => DateTime.formatIso(instant)
