import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { eventColumns } from "./everyEvent.ts"

/**
 * The events that a snapshot does not see, as a table to select from: those of transactions that began after it, and those of
 * transactions that were under way.
 *
 * Looks into the index that find nothing but these. One look for all since the oldest that was under way would read the events
 * of hours again and again, as long as somebody's transaction stays open. Each look is said as a range: a planner without
 * statistics takes a half-open one for a third of the table, and where few transactions have recorded much, takes one
 * transaction for a large part of it.
 */
export const freshEvents = (names: Names, snapshot: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select ${eventColumns} from ${eventsBegun(names, snapshot)} begun
  union all
  select ${eventColumns} from ${eventsUnderWay(names, snapshot)} under_way
)`

/** The events of transactions that began after a snapshot: nearly all of what it does not see. */
export const eventsBegun = (names: Names, snapshot: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select ${eventColumns} from ${names.usageEvent}
  where recorded_xid >= pg_snapshot_xmax(${snapshot}) and recorded_xid <= '9223372036854775807'::xid8
)`

/** The events of transactions that were under way at a snapshot. */
export const eventsUnderWay = (names: Names, snapshot: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select ${eventColumns} from pg_snapshot_xip(${snapshot}) under_way(xid) cross join lateral (
    select ${eventColumns} from ${names.usageEvent} where recorded_xid >= under_way.xid and recorded_xid <= under_way.xid
    offset 0
  ) event
)`
