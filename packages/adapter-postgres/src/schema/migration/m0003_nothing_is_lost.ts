import { type Kysely, type RawBuilder, sql } from "kysely"
import { namesIn } from "../Names.ts"
import { inDollars } from "../inDollars.ts"
import { quotedName } from "../quoted.ts"

/** Keeps usage events, sealed records and what was told of agreements from being changed or removed, by anybody. */
export const nothingIsLost =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements(schema)) await statement.execute(db)
  }

const statements = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const names = namesIn(schema)
  const named = (name: string) => sql.id(schema, name)
  return [
    // Which server the count belongs to, and which of its transactions wrote it: a restored row has another author. Sealings
    // begin with this table, too, so that they and this migration wait for each other in one order.
    sql`alter table ${names.countedSnapshot} add column server text, add column counted_xid xid8`,

    // Why somebody was let past the refusals below: kept for ever. A row opens them for its own transaction only, and only
    // the owner of the schema may insert one, so that a setting that anybody can change opens nothing.
    sql`create table ${names.intervention} (
      intervened_as bigint generated always as identity,
      xid xid8 not null default pg_current_xact_id(),
      kind text collate "C" not null,
      detail text not null,
      at timestamptz not null,
      constraint intervention_key primary key (intervened_as),
      constraint intervention_kind_known check (kind in ('adoption', 'retention'))
    )`,
    sql`create index intervention_by_xid on ${names.intervention} (xid)`,

    // The number of the transaction alone would do on one server; a restored row has that of another. xmin says who wrote
    // the row here.
    sql`create function ${named("may_intervene")}(wanted text) returns boolean language plpgsql stable
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      begin
        return exists (
          select from ${quotedName(schema, "intervention")}
          where xid = pg_current_xact_id_if_assigned() and xmin = pg_current_xact_id_if_assigned()::xid
            and kind = wanted
        );
      end
    `)}`,

    sql`create function ${named("refuse_removal")}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      begin
        if tg_table_name <> 'intervention' and ${quotedName(schema, "may_intervene")}('retention') then
          return case when tg_level = 'ROW' then old end;
        end if;
        raise exception 'rows of % are kept for ever: % is refused', tg_table_name, lower(tg_op)
          using errcode = 'restrict_violation',
            hint = 'What was recorded and sealed is what was billed. Correct it with new usage, not by removing rows.';
      end
    `)}`,
    sql`create function ${named("refuse_change")}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      begin
        if tg_table_name = 'usage_event' and ${quotedName(schema, "may_intervene")}('adoption') then
          return null;
        end if;
        raise exception 'rows of % never change: update is refused', tg_table_name
          using errcode = 'restrict_violation',
            hint = 'What was recorded and sealed is what was billed. Correct it with new usage, not by changing rows.';
      end
    `)}`,

    // Nothing that a function of ours means is found by the path of whoever calls it.
    sql`alter function ${named("refuse_change_of_sealed_record")}() set search_path = pg_catalog, pg_temp`,

    // What a transaction has recorded itself it may take back: nobody else has seen it.
    sql`create trigger recorded_event_is_kept before delete on ${names.usageEvent} for each row
      when (old.recorded_xid is distinct from pg_current_xact_id_if_assigned())
      execute function ${named("refuse_removal")}()`,
    ...[names.usageRecord, names.lateMove, names.setAside, names.agreementEvent, names.intervention].map(
      (table) => sql`create trigger row_is_kept before delete on ${table} for each statement
        execute function ${named("refuse_removal")}()`
    ),
    ...[
      names.usageEvent,
      names.usageRecord,
      names.lateMove,
      names.setAside,
      names.agreementEvent,
      names.intervention
    ].map(
      (table) => sql`create trigger table_is_kept before truncate on ${table} for each statement
        execute function ${named("refuse_removal")}()`
    ),
    ...[names.usageEvent, names.lateMove, names.setAside, names.agreementEvent, names.intervention].map(
      (table) => sql`create trigger row_is_immutable before update on ${table} for each statement
        execute function ${named("refuse_change")}()`
    ),

    // Who links locks the row by an update that changes nothing.
    sql`create trigger agreement_is_of_one_account before update on ${names.agreement} for each row
      when ((old.agreement_key, old.account) is distinct from (new.agreement_key, new.account))
      execute function ${named("refuse_change")}()`,

    sql`create function ${named("this_server")}() returns text language plpgsql stable
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        identifier text;
      begin
        select system_identifier::text into identifier from pg_control_system();
        return identifier;
      exception when insufficient_privilege or undefined_function then
        return 'unknown';
      end
    `)}`,
    sql`create function ${named("is_counted_elsewhere")}() returns boolean language plpgsql stable
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      declare
        answer boolean;
      begin
        -- The row that this server wrote has its author's number; so it has after pg_upgrade, which keeps the numbers. On
        -- one server they mean the same whoever wrote the row.
        select counted.xmin <> counted.counted_xid::xid
            and (counted.server = 'unknown' or counted.server <> ${quotedName(schema, "this_server")}())
          into answer
        from ${quotedName(schema, "counted_snapshot")} counted;
        return coalesce(answer, false);
      end
    `)}`,
    sql`create function ${named("guard_count")}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      begin
        if ${quotedName(schema, "is_counted_elsewhere")}() and not ${quotedName(schema, "may_intervene")}('adoption') then
          raise exception 'the tables were restored from another server, whose numbers of transactions mean nothing here; nothing is sealed until "tallyhour adopt" has run'
            using errcode = 'restrict_violation';
        end if;
        new.server = ${quotedName(schema, "this_server")}();
        new.counted_xid = pg_current_xact_id();
        return new;
      end
    `)}`,
    sql`create trigger count_is_of_this_server before update on ${names.countedSnapshot} for each row
      execute function ${named("guard_count")}()`,
    sql`update ${names.countedSnapshot} set singleton = true`
  ]
}
