import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { everyEvent } from "./everyEvent.ts"
import { eventsBegun, eventsUnderWay, freshEvents } from "./freshEvents.ts"
import { hourOfEvent, hoursOfEvent, isCountedAlone, seriesUsage } from "./seriesUsage.ts"

/**
 * Locks the row that says what is counted, so that sealings follow each other, and reads it.
 *
 * A process that is stopped in the middle, or whose machine is gone without a word, would keep all others from sealing for
 * hours; so the server ends a sealing that stands still for a minute, unless it is told to end it sooner. An embedded
 * database has nobody else to keep waiting.
 *
 * The statements of a sealing are long and each is new: a server that compiles those which it takes for dear needs more time for that
 * than for all the rest, be there anything to seal or not.
 */
export const lockCounted = (names: Names): RawBuilder<{ readonly snapshot: string }> => sql<{
  snapshot: string
}>`
  select snapshot::text as snapshot, case
      when version() like '%emscripten%' then null
      when current_setting('idle_in_transaction_session_timeout') = '0'
        then set_config('idle_in_transaction_session_timeout', '60s', true)
    end as patience, set_config('jit', 'off', true) as jit
  from ${names.countedSnapshot} for update`

/**
 * Tells whether transactions of another server's count stand in our tables: some that are still to come on this one.
 *
 * So it is after a restore of a dump into a server that has seen fewer transactions. Its numbers mean nothing here: usage
 * would be counted twice, or never.
 */
export const findForeignCount = (
  names: Names,
  counted: string
): RawBuilder<{ readonly is_foreign: "true" | "false" }> => sql<{ is_foreign: "true" | "false" }>`
  select (
    pg_snapshot_xmax(${counted}::text::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
    -- By the last entry of the index: whoever asks for any such row may be given a search of them all.
    or coalesce((select recorded_xid from ${names.usageEvent} order by recorded_xid desc limit 1)
      >= pg_snapshot_xmax(pg_current_snapshot()), false)
  )::text as is_foreign`

/**
 * Adds to the open hours what events change that this statement sees and the counted snapshot does not, and remembers what
 * it saw.
 *
 * Two snapshots tell exactly which transactions committed in between, however long each was open: an event is never
 * missed because its transaction began early, and never waits for somebody else's to end. Events that make sense alone
 * are added up; an hour of the others is aggregated anew, and its open hour takes the difference.
 */
export const countEvents = (names: Names, counted: string): RawBuilder<unknown> => sql`
  with touched as materialized (
    select distinct account, meter, hour
    from ${freshEvents(names, snapshotOf(counted))} event, lateral (${hoursOfEvent}) hours(hour)
    where not ${isCountedAlone}
  ),
  changed as materialized (
    select series.account, series.meter, series.hour, series.tags, series.quantity,
      series.quantity - coalesce(there.quantity, 0) as change
    from (${seriesUsage(sql`touched`, everyEvent(names))}) series
    left join lateral (
      select quantity from ${names.countedSeries} there where there.account = series.account
        and there.meter = series.meter and there.hour = series.hour and there.tags = series.tags
      -- Keeps the planner from reading all there ever was.
      offset 0
    ) there on true
    where series.quantity is distinct from coalesce(there.quantity, 0)
  ),
  remembered as (
    insert into ${names.countedSeries} (account, meter, hour, tags, quantity)
    select account, meter, hour, tags, quantity from changed
    on conflict (account, meter, hour, tags) do update set quantity = excluded.quantity
  ),
  fresh as materialized (
    select account, meter, hour, tags, sum(quantity) as quantity from (
      select account, meter, ${hourOfEvent} as hour, tags, quantity
      from ${eventsBegun(names, snapshotOf(counted))} event
      where ${isCountedAlone}
      union all
      select account, meter, ${hourOfEvent}, tags, quantity
      from ${eventsUnderWay(names, snapshotOf(counted))} event
      where ${isCountedAlone}
      union all
      select account, meter, hour, tags, change from changed
    ) parts
    group by account, meter, hour, tags
  ),
  -- What is open of an hour is looked for once: to look for each of its rows takes half as long again as to insert them.
  begun as materialized (
    select hour from (select distinct hour from fresh) own
    -- As the first of an order it is found by the index. Whether there is any, a planner finds out by reading the table, of which it takes
    -- the hour for a large part.
    where hour = (select there.hour from ${names.openHour} there where there.hour >= own.hour order by there.hour limit 1)
  ),
  opened as (
    insert into ${names.openHour} (account, meter, hour, tags, quantity)
    select account, meter, hour, tags, quantity from fresh
    where hour not in (select hour from begun)
    order by hour, account, meter, tags
  ),
  added as (
    insert into ${names.openHour} as there (account, meter, hour, tags, quantity)
    select account, meter, hour, tags, quantity from fresh
    where hour in (select hour from begun)
    order by hour, account, meter, tags
    on conflict (hour, account, meter, tags) do update set quantity = there.quantity + excluded.quantity
  )
  update ${names.countedSnapshot} set snapshot = pg_current_snapshot()`

const snapshotOf = (counted: string) => sql`${counted}::text::pg_snapshot`
