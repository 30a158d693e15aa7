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
 * Adds what archived events that only make sense together come to, by hours that an archiving has touched.
 *
 * It is the difference that its events make to those that were archived before. So however an hour is divided over several
 * of them, all differences add up to what its archived events come to.
 */
export const figureSeries = (names: Names, touched: string, archivedAs: string): RawBuilder<unknown> => sql`
  with touched as materialized (
    select account, meter, hour from jsonb_to_recordset(${touched}::text::jsonb)
      as touched(account text, meter text, hour timestamptz)
  )
  insert into ${names.archivedFigure} as there (account, meter, figure, quantity)
  select account, meter, 'recorded', sum(quantity) from (
    select account, meter, quantity from (${seriesUsage(sql`touched`, names.archivedEvent)}) after
    union all
    select account, meter, -quantity from (${seriesUsage(sql`touched`, former(names, archivedAs))}) before
  ) change
  group by account, meter
  on conflict (account, meter, figure) do update set quantity = there.quantity + excluded.quantity`

const former = (names: Names, archivedAs: string) =>
  sql`(select ${eventColumns} from ${names.archivedEvent} where archived_as <> ${archivedAs}::text::bigint)`

// What still waits in an open hour, as of an account that is not linked yet, is not finished, however old it is. What was
// recorded of late stays, too, since somebody may be about to repeat it.
const isFinished = (names: Names, page: ArchivePage) => {
  const before = sql`${DateTime.formatIso(page.before)}::timestamptz`
  return sql`${liesIn("event", page)}
    and event.occurred_at < ${before} and event.recorded_at < ${before}
    and pg_visible_in_snapshot(event.recorded_xid, (select snapshot from ${names.countedSnapshot}))
    and not exists (
      select from ${names.openHour} open
      where open.account = event.account and open.meter = event.meter and open.hour >= ${hourOfEvent}
        and open.hour <= ${hourOfEvent} + interval '1 hour' * (event.aggregation = 'time-weighted')::integer
    )`
}
