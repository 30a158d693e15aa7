import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** Locks the row that says what is counted, so that sealings follow each other, and reads it. */
export const lockCounted = (names: Names): RawBuilder<{ readonly snapshot: string }> => sql<{
  snapshot: string
}>`
  select snapshot::text as snapshot from ${names.countedSnapshot} for update`

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
    or exists (select from ${names.usageEvent} where recorded_xid >= pg_snapshot_xmax(pg_current_snapshot()))
  )::text as is_foreign`

/**
 * Adds events to their open hours that this statement sees and the counted snapshot does not, and remembers what it saw.
 *
 * Two snapshots tell exactly which transactions committed in between, however long each was open: an event is never
 * missed because its transaction began early, and never waits for somebody else's to end.
 */
export const countEvents = (names: Names, counted: string): RawBuilder<unknown> => sql`
  with fresh as (
    select account, meter, date_trunc('hour', occurred_at, 'UTC') as hour, sum(quantity) as quantity
    from ${names.usageEvent}
    where recorded_xid >= pg_snapshot_xmin(${counted}::text::pg_snapshot)
      and not pg_visible_in_snapshot(recorded_xid, ${counted}::text::pg_snapshot)
    group by 1, 2, 3
  ),
  added as (
    insert into ${names.openHour} as there (account, meter, hour, quantity)
    select account, meter, hour, quantity from fresh order by account, meter, hour
    on conflict (account, meter, hour) do update set quantity = there.quantity + excluded.quantity
  )
  update ${names.countedSnapshot} set snapshot = pg_current_snapshot()`
