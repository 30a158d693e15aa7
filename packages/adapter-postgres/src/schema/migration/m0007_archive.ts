import { type Kysely, type RawBuilder, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { namesIn } from "../Names.ts"
import { quotedName } from "../quoted.ts"

/** Creates the tables to which finished usage moves by explicit command. */
export const archive =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements(schema)) await statement.execute(db)
  }

const statements = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const names = namesIn(schema)
  const named = (name: string) => sql.id(schema, name)
  const sealedOnce = named("refuse_archived_record")
  return [
    // Whole rows, as they stood: archived_as is the intervention that moved them, which says when and why.
    sql`create table ${names.archivedEvent} (
      event_id text collate "C" not null,
      account text collate "C" not null,
      meter text collate "C" not null,
      quantity numeric not null,
      occurred_at timestamptz not null,
      tags jsonb not null,
      aggregation text not null,
      property text collate "C" not null,
      recorded_at timestamptz not null,
      recorded_xid xid8 not null,
      archived_as bigint not null,
      constraint archived_event_key primary key (event_id)
    )`,
    // A late event makes its hour be aggregated anew, from all its events.
    sql`create index archived_event_series on ${names.archivedEvent} (account, meter, occurred_at)
      where aggregation not in ('sum', 'count')`,

    sql`create table ${names.archivedRecord} (
      dedup_key text collate "C" not null,
      account text collate "C" not null,
      meter text collate "C" not null,
      product_code text not null,
      region text not null,
      agreement jsonb not null,
      dimension text not null,
      hour timestamptz not null,
      stamped_at timestamptz not null,
      quantity bigint not null,
      used numeric not null,
      allocations jsonb not null,
      deadline timestamptz not null,
      sealed_at timestamptz not null,
      withheld_until timestamptz,
      send_before timestamptz not null,
      state text not null,
      available_at timestamptz not null,
      attempts integer not null,
      may_be_accepted boolean not null,
      lease_id text,
      leased_until timestamptz,
      reason text,
      metering_record_id text,
      ended_at timestamptz not null,
      archived_as bigint not null,
      constraint archived_record_key primary key (dedup_key)
    )`,
    sql`create index archived_record_series on ${names.archivedRecord} (account, meter, hour)`,
    sql`create index archived_record_dead on ${names.archivedRecord} (account, meter) where state = 'dead'`,

    // What the rows above come to, so that no balance has to add them up again.
    sql`create table ${names.archivedFigure} (
      account text collate "C" not null,
      meter text collate "C" not null,
      figure text collate "C" not null,
      quantity numeric not null,
      constraint archived_figure_key primary key (account, meter, figure),
      constraint archived_figure_known check (figure in ('recorded', 'pending', 'accepted', 'dead'))
    )`,

    // How much of a figure is of an hour whose events only make sense together: late usage may aggregate it anew.
    sql`create table ${names.archivedSeries} (
      account text collate "C" not null,
      meter text collate "C" not null,
      hour timestamptz not null,
      quantity numeric not null,
      constraint archived_series_key primary key (account, meter, hour)
    )`,

    ...[names.archivedEvent, names.archivedRecord].flatMap((table) => [
      sql`create trigger row_is_kept before delete on ${table} for each statement
        execute function ${named("refuse_removal")}()`,
      sql`create trigger row_is_immutable before update on ${table} for each statement
        execute function ${named("refuse_change")}()`
    ]),
    // Only whoever archives adds to a figure, too.
    ...[names.archivedFigure, names.archivedSeries].map(
      (table) => sql`create trigger row_is_kept before update or delete on ${table} for each statement
        execute function ${named("refuse_removal")}()`
    ),
    ...[names.archivedEvent, names.archivedRecord, names.archivedFigure, names.archivedSeries].map(
      (table) => sql`create trigger table_is_kept before truncate on ${table} for each statement
        execute function ${named("refuse_removal")}()`
    ),

    // The primary key keeps an hour from having a second record, and no longer sees the one that was archived. What an older
    // version of the library seals is looked at, too. No hour of the last days is archived, so that a sealing in time costs
    // nothing.
    sql`create function ${sealedOnce}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        twice text;
      begin
        select sealed.dedup_key into twice from sealed
        where sealed.hour < sealed.sealed_at - interval '2 days' and exists (
          select from ${quotedName(schema, "archived_record")} there where there.dedup_key = sealed.dedup_key offset 0
        )
        limit 1;
        if found then
          raise exception 'an archived record never changes: %', twice using errcode = 'restrict_violation';
        end if;
        return null;
      end
    `)}`,
    sql`create trigger record_is_the_first after insert on ${names.usageRecord} referencing new table as sealed
      for each statement execute function ${sealedOnce}()`
  ]
}
