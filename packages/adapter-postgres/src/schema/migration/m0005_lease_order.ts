import { type Kysely, type RawBuilder, sql } from "kysely"
import { inDollars } from "../inDollars.ts"
import { namesIn } from "../Names.ts"
import { quotedName } from "../quoted.ts"

/** Makes a lease cost the same however many records were settled before it, and whoever holds an old snapshot open. */
export const leaseOrder =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements(schema)) await statement.execute(db)
  }

const statements = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const names = namesIn(schema)
  const comesIn = sql.id(schema, "renew_lease_order")
  const moves = sql.id(schema, "reset_lease_order")
  return [
    // A lease changes no column that an index knows of, and finds room for its new version on the same page: one call leases
    // every record of a page, so half of it is left free. What is settled goes where the lease was.
    sql`drop index ${sql.id(schema, "usage_record_unsettled")}`,
    sql`create index usage_record_unsettled on ${names.usageRecord} (send_before, dedup_key) where ended_at is null`,
    sql`alter table ${names.usageRecord} set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02)`,

    // Only a statement that names a sealed column is looked at, so that leases and settlements, which name none, are not.
    sql`drop trigger sealed_record_is_immutable on ${names.usageRecord}`,
    sql`create trigger sealed_record_is_immutable before update of ${sql.raw(sealed.join(", "))} on ${names.usageRecord}
      for each row when ((${columnsOf("old")}) is distinct from (${columnsOf("new")}))
      execute function ${sql.id(schema, "refuse_change_of_sealed_record")}()`,

    // The version changes whenever an unsettled record comes in or moves forward. While it is the same, nothing stands before
    // the earliest record that a worker has seen, so it need not look there again, past all that was settled since. To whom
    // the version is new, "low" says where to begin: no unsettled record stands before it.
    sql`create table ${names.leaseOrder} (
      singleton boolean not null default true,
      version uuid not null default gen_random_uuid(),
      low timestamptz not null default '-infinity',
      constraint lease_order_key primary key (singleton),
      constraint lease_order_single check (singleton)
    )`,
    sql`insert into ${names.leaseOrder} default values`,
    sql`create function ${comesIn}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: it begins where the order does, and stops at the first record.
      set enable_seqscan = off
    as ${inDollars(comesInBody(quotedName(schema, "lease_order"), quotedName(schema, "usage_record")))}`,
    sql`create function ${moves}() returns trigger language plpgsql
      set search_path = pg_catalog, pg_temp as ${inDollars(`
      begin
        -- One version stands for all that a transaction moves.
        update ${quotedName(schema, "lease_order")} set version = gen_random_uuid(), low = least(low, new.send_before)
        where low > new.send_before or xmin <> pg_current_xact_id()::xid;
        return null;
      end
    `)}`,
    sql`create trigger record_comes_in after insert on ${names.usageRecord} referencing new table as come
      for each statement execute function ${comesIn}()`,
    // By row: each pass of a worker looks for records to move, and nearly always there is none.
    sql`create trigger record_moves after update of send_before on ${names.usageRecord} for each row
      when (new.send_before < old.send_before) execute function ${moves}()`,

    // Leases records that are due, none of which stands before "low", skipping those that another worker is leasing at this
    // moment. A function, so that it has one plan for a table of any size: before the server has looked at what is in the
    // table, it would sort all that is due for each lease. It acts with the rights of whoever calls it.
    sql`create function ${names.leaseDue}(
      low timestamptz, due_by text, deadline_after text, records_max integer, lease text, leased_to text
    ) returns setof ${names.usageRecord}
      language plpgsql security invoker
      set search_path = pg_catalog, pg_temp
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
      set enable_bitmapscan = off
      set enable_sort = off
    as ${inDollars(leaseBody(quotedName(schema, "usage_record")))}`,

    // Writes settlements to the records that the lease still holds, and returns the keys of those. A function, because to plan
    // the update took a third of its time, and here the plan is kept as long as the connection. It acts with the rights of
    // whoever calls it.
    sql`create function ${names.settleLeased}(words text, lease text, settled_at text) returns setof text
      language plpgsql security invoker
      set search_path = pg_catalog, pg_temp
      -- One plan for a table of any size: the keys are looked up one by one.
      set plan_cache_mode = force_generic_plan
      set enable_seqscan = off
    as ${inDollars(settleBody(quotedName(schema, "usage_record")))}`
  ]
}

// The lock comes first: only a statement that begins after it sees all that its last holder has brought in.
const comesInBody = (order: string, records: string): string => `
  declare
    lowest timestamptz;
  begin
    select least(there.low, (select min(come.send_before) from come)) into lowest from ${order} there for update;
    update ${order} set version = gen_random_uuid(), low = coalesce(
      (select min(record.send_before) from ${records} record where record.ended_at is null and record.send_before >= lowest),
      lowest);
    return null;
  end
`

// A record whose lease ran out may have been sent by its last holder, so taking it over marks it. The place of a locked row does
// not change within the statement; where somebody has changed the row since it began, the new place is none that it sees, and
// the record is left to the next lease, as a locked one is.
const leaseBody = (records: string): string => `
  begin
    return query with due as materialized (
      select record.ctid as place from ${records} record
      where record.ended_at is null and record.send_before >= low
        and coalesce(record.leased_until, record.available_at) <= due_by::timestamptz
        and record.send_before > deadline_after::timestamptz
      order by record.send_before, record.dedup_key
      limit records_max
      for update skip locked
    )
    update ${records} record
    set state = 'leased', lease_id = lease, leased_until = leased_to::timestamptz, attempts = record.attempts + 1,
      may_be_accepted = record.may_be_accepted or record.state = 'leased'
    where record.ctid = any (array(select due.place from due))
    returning record.*;
  end
`

// Without the list of keys, the plan of a table that was nearly empty would read it from end to end, for as long as it is kept.
const settleBody = (records: string): string => `
  declare
    given jsonb = words;
    keys text[] = array(select word ->> 'dedup_key' from jsonb_array_elements(given) word);
  begin
    return query update ${records} record
    set state = word.state,
      available_at = coalesce(word.available_at, record.available_at),
      may_be_accepted = record.may_be_accepted or word.may_be_accepted,
      reason = coalesce(word.reason, record.reason),
      metering_record_id = word.metering_record_id,
      ended_at = case when word.state = 'sealed' then null else settled_at::timestamptz end,
      lease_id = null,
      leased_until = null
    from jsonb_to_recordset(given) as word(dedup_key text, state text, available_at timestamptz, may_be_accepted boolean,
      reason text, metering_record_id text)
    where record.dedup_key = any(keys) and record.dedup_key = word.dedup_key
      and record.state = 'leased' and record.lease_id = lease
    returning record.dedup_key;
  end
`

const sealed =
  `dedup_key account meter product_code region agreement dimension hour stamped_at quantity used allocations
  deadline sealed_at`.split(/\s+/)

const columnsOf = (row: "old" | "new") => sql.raw(sealed.map((column) => `${row}.${column}`).join(", "))
