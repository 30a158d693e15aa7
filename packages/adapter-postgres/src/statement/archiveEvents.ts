import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { type ArchivePage, liesIn } from "./archivePage.ts"
import { eventColumns } from "./everyEvent.ts"
import { hourOfEvent, hoursOfEvent, isCountedAlone, seriesUsage } from "./seriesUsage.ts"

/** Tells whether a piece of the table has an event that can be archived. */
export const hasFinishedEvent = (
  names: Names,
  page: ArchivePage
): RawBuilder<{ readonly found: "true" | "false" }> => sql<{ found: "true" | "false" }>`
  select exists (select from ${names.usageEvent} event where ${isFinished(names, page)})::text as found`

/**
 * Moves the finished events of a piece of the table to the archive, with what those that are counted alone come to.
 *
 * Answers with how many they are, and with the hours of those that only make sense together, as JSON.
 */
export const archiveEvents = (
  names: Names,
  page: ArchivePage,
  archivedAs: string
): RawBuilder<{ readonly events: string; readonly touched: string | null }> => sql<{
  events: string
  touched: string | null
}>`
  with moved as (
    delete from ${names.usageEvent} event where ${isFinished(names, page)} returning ${eventColumns}
  ),
  kept as (
    insert into ${names.archivedEvent} (archived_as, ${eventColumns})
    select ${archivedAs}::text::bigint, ${eventColumns} from moved
  ),
  figured as (
    insert into ${names.archivedFigure} as there (account, meter, figure, quantity)
    select account, meter, 'recorded', sum(quantity) from moved event where ${isCountedAlone}
    group by account, meter
    on conflict (account, meter, figure) do update set quantity = there.quantity + excluded.quantity
  )
  select count(*)::text as events,
    (select jsonb_agg(distinct jsonb_build_object('account', account, 'meter', meter, 'hour', hour))
      from moved event, lateral (${hoursOfEvent}) hours(hour) where not ${isCountedAlone})::text as touched
  from moved`

/**
 * Adds what archived events that only make sense together come to, by the hours that an archiving has touched and of which no event is
 * left outside the archive.
 *
 * However many archivings share an hour, only the last one reads it; until then balances aggregate it from both tables.
 */
export const figureSeries = (names: Names, touched: string): RawBuilder<unknown> => sql`
  with touched as materialized (
    select account, meter, hour
    from jsonb_to_recordset(${touched}::text::jsonb) as moved(account text, meter text, hour timestamptz)
    where not exists (
      select from ${names.usageEvent} there
      where there.account = moved.account and there.meter = moved.meter
        and there.occurred_at < moved.hour + interval '1 hour'
        and there.occurred_at >= moved.hour - interval '1 hour'
        and (there.occurred_at >= moved.hour or there.aggregation = 'time-weighted')
        and there.aggregation not in ('sum', 'count')
      offset 0
    )
  ),
  counted as materialized (
    select account, meter, hour, sum(quantity) as quantity
    from (${seriesUsage(sql`touched`, names.archivedEvent)}) series
    group by account, meter, hour
  ),
  figured as (
    insert into ${names.archivedFigure} as there (account, meter, figure, quantity)
    select counted.account, counted.meter, 'recorded', sum(counted.quantity - coalesce(before.quantity, 0))
    from counted left join ${names.archivedSeries} before on before.account = counted.account
      and before.meter = counted.meter and before.hour = counted.hour
    group by counted.account, counted.meter
    on conflict (account, meter, figure) do update set quantity = there.quantity + excluded.quantity
  )
  insert into ${names.archivedSeries} (account, meter, hour, quantity)
  select account, meter, hour, quantity from counted
  on conflict (account, meter, hour) do update set quantity = excluded.quantity`

// What still waits in an open hour, as of an account that is not linked yet, is not finished, however old it is. What was
// recorded of late stays, too, since somebody may be about to repeat it.
const isFinished = (names: Names, page: ArchivePage) => {
  const before = sql`${DateTime.formatIso(page.before)}::timestamptz`
  return sql`${liesIn("event", page)}
    and event.occurred_at < ${before} and event.recorded_at < ${before}
    and pg_visible_in_snapshot(event.recorded_xid, (select snapshot from ${names.countedSnapshot}))
    and not exists (
      select from ${names.openHour} open
      where open.account = event.account and open.meter = event.meter and open.hour in (${hourOfEvent},
        ${hourOfEvent} + interval '1 hour' * (event.aggregation = 'time-weighted')::integer)
    )`
}
