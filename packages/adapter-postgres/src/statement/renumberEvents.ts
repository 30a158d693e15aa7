import type { Instant } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** By which numbers of transactions events are judged. */
export interface Numbering {
  /** The snapshot of what is counted, in the numbers of the server that the dump is from. */
  readonly counted: string
  /** The first number of this server that what is recorded here may have: none of a lower one is running any more. */
  readonly first: string
}

/** Locks the row that says what is counted, and tells whether it speaks of another server. */
export const lockRestored = (
  names: Names
): RawBuilder<{
  readonly first: string
  readonly is_foreign: "true" | "false"
  readonly snapshot: string
}> => sql<{ first: string; is_foreign: "true" | "false"; snapshot: string }>`
  select counted.snapshot::text as snapshot, ${sql.id(names.schema, "is_counted_elsewhere")}()::text as is_foreign,
    least(${author("counted")} + 1, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)::text as first
  from ${names.countedSnapshot} counted
  for update`

/**
 * Counts the events that are counted, those that are not, and those of which nobody can tell.
 *
 * A restored row has another author than the transaction it names. A row recorded here has the same one, or, in a savepoint, a
 * later one of its own. One author of many transactions' events has restored them.
 */
export const judgeEvents = (
  names: Names,
  numbering: Numbering
): RawBuilder<{ readonly counted: string; readonly unclear: string; readonly uncounted: string }> => sql<{
  counted: string
  unclear: string
  uncounted: string
}>`
  with ${restorers(names)}
  select count(*) filter (where ${isCounted(numbering)})::text as counted,
    count(*) filter (where not ${isCounted(numbering)})::text as uncounted,
    count(*) filter (where ${isCounted(numbering)} and not ${isRestored} and ${number} >= ${numbering.first}::text::bigint
      and ${number} < ${author("event")})::text as unclear
  from ${names.usageEvent} event`

/** Opens the events for this transaction, and remembers why. */
export const noteAdoption = (
  names: Names,
  { counted, first }: Numbering,
  now: Instant
): RawBuilder<unknown> => sql`
  insert into ${names.intervention} (kind, detail, at)
  values ('adoption', ${`counted by another server up to ${counted}; by this one from ${first}`},
    ${DateTime.formatIso(now)}::timestamptz)`

/** Gives events whose number would mislead here one that says the same: long ago, or now. */
export const renumberEvents = (names: Names, numbering: Numbering): RawBuilder<unknown> => sql`
  with ${restorers(names)}
  update ${names.usageEvent} event
  set recorded_xid = case when ${isCounted(numbering)} then '3'::xid8 else pg_current_xact_id() end
  where case when ${isCounted(numbering)} then ${number} >= ${numbering.first}::text::bigint
    else ${number} < ${numbering.first}::text::bigint or ${number} > ${current} end`

/** Says that what has a lower number than the first of this server is counted, and nothing else. */
export const renumberCount = (names: Names, { first }: Numbering): RawBuilder<unknown> => sql`
  update ${names.countedSnapshot} set snapshot = (${`${first}:${first}:`}::text)::pg_snapshot`

const current = sql`pg_current_xact_id()::text::bigint`

const number = sql`event.recorded_xid::text::bigint`

/** Who wrote a row here, as a number that does not begin anew after four billion. */
const author = (table: string) =>
  sql`(${current} - ((${current} - ${sql.id(table)}.xmin::text::bigint) & 4294967295))`

const restorers = (names: Names) => sql`restorer as materialized (
    select restored.xmin::text as author from ${names.usageEvent} restored
    group by restored.xmin::text having min(restored.recorded_xid::text::bigint) <> max(restored.recorded_xid::text::bigint)
  )`

const isRestored = sql`(event.xmin::text in (select author from restorer))`

const isCounted = ({ counted }: Numbering) => sql`(
  pg_visible_in_snapshot(event.recorded_xid, ${counted}::text::pg_snapshot)
  and (${number} <> ${author("event")} or ${isRestored}))`
