import { type Kysely, type RawBuilder, sql } from "kysely"
import { namesIn } from "../Names.ts"

/** Creates the tables of the path from usage event to settled record, and of hourly reporters. */
export const mainPath =
  (schema: string) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements(schema)) await statement.execute(db)
  }

const statements = (schema: string): ReadonlyArray<RawBuilder<unknown>> => {
  const names = namesIn(schema)
  return [
    // The permanent event ledger. Only ever appended to: recorded_xid tells which rows a sealing has not seen yet.
    sql`create table ${names.usageEvent} (
      event_id text collate "C" not null,
      account text collate "C" not null,
      meter text collate "C" not null,
      quantity numeric not null,
      occurred_at timestamptz not null,
      tags jsonb not null,
      aggregation text not null,
      property text collate "C" not null,
      recorded_at timestamptz not null,
      recorded_xid xid8 not null default pg_current_xact_id(),
      constraint usage_event_key primary key (event_id),
      constraint event_quantity_not_negative check (quantity >= 0),
      constraint event_aggregation_known
        check (aggregation in ('sum', 'count', 'max', 'last', 'distinct', 'time-weighted'))
    )`,
    sql`create index usage_event_recorded_xid on ${names.usageEvent} (recorded_xid)`,
    // Only events that make no sense alone are ever looked up by their hour, so only they pay for these.
    sql`create index usage_event_series on ${names.usageEvent} (account, meter, occurred_at)
      where aggregation not in ('sum', 'count')`,
    sql`create index usage_event_series_recorded_xid on ${names.usageEvent} (recorded_xid)
      where aggregation not in ('sum', 'count')`,

    // The one row that says which transactions' events are counted. Its lock makes sealings follow each other.
    sql`create table ${names.countedSnapshot} (
      singleton boolean not null default true,
      snapshot pg_snapshot not null,
      -- The last hour of which idle meters were offered.
      idle_through timestamptz,
      constraint counted_snapshot_key primary key (singleton),
      constraint counted_snapshot_single check (singleton)
    )`,
    sql`insert into ${names.countedSnapshot} (snapshot) values ('1:1:')`,

    // Usage that no record holds yet, by hour and tags; negative where a late event took back what is sealed.
    sql`create table ${names.openHour} (
      account text collate "C" not null,
      meter text collate "C" not null,
      hour timestamptz not null,
      tags jsonb not null,
      quantity numeric not null,
      -- In the order in which hours are sealed, so that no other index is needed.
      constraint open_hour_key primary key (hour, account, meter, tags)
    )`,

    // What the events of an hour that only make sense together came to when they were last counted.
    sql`create table ${names.countedSeries} (
      account text collate "C" not null,
      meter text collate "C" not null,
      hour timestamptz not null,
      tags jsonb not null,
      quantity numeric not null,
      constraint counted_series_key primary key (account, meter, hour, tags)
    )`,

    sql`create table ${names.included} (
      account text collate "C" not null,
      meter text collate "C" not null,
      period text collate "C" not null,
      quantity numeric not null,
      constraint included_key primary key (account, meter, period),
      constraint included_quantity_positive check (quantity > 0)
    )`,

    sql`create table ${names.carry} (
      account text collate "C" not null,
      meter text collate "C" not null,
      hour timestamptz not null,
      quantity numeric not null,
      constraint carry_key primary key (account, meter),
      constraint carry_quantity_positive check (quantity > 0)
    )`,

    sql`create table ${names.usageRecord} (
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
      -- When AWS stops taking it: at its deadline, or sooner since its agreement has ended.
      send_before timestamptz not null,
      state text not null default 'sealed',
      available_at timestamptz not null,
      attempts integer not null default 0,
      may_be_accepted boolean not null default false,
      lease_id text,
      leased_until timestamptz,
      reason text,
      metering_record_id text,
      ended_at timestamptz,
      constraint usage_record_key primary key (dedup_key),
      constraint sent_within_deadline check (send_before <= deadline),
      constraint record_quantity_in_range check (quantity between 0 and 2147483647),
      constraint record_state_known check (state in ('sealed', 'leased', 'settled', 'dead', 'in doubt')),
      constraint leased_iff_lease_id check ((state = 'leased') = (lease_id is not null)),
      constraint leased_iff_leased_until check ((state = 'leased') = (leased_until is not null)),
      constraint ended_iff_ended_at check ((state in ('settled', 'dead', 'in doubt')) = (ended_at is not null)),
      constraint settled_with_proof check (state <> 'settled' or metering_record_id is not null or may_be_accepted),
      constraint dead_with_reason check (state <> 'dead' or reason is not null)
    )`,
    sql`create index usage_record_unsettled on ${names.usageRecord} (send_before, dedup_key) where state in ('sealed', 'leased')`,
    sql`create index usage_record_withheld on ${names.usageRecord} (withheld_until) where withheld_until is not null`,
    sql`create index usage_record_by_hour on ${names.usageRecord} (account, hour, meter)`,

    // What was sealed is what is sent, at every attempt and for ever.
    sql`create function ${sql.id(schema, "refuse_change_of_sealed_record")}() returns trigger language plpgsql as $$
      begin
        raise exception 'a sealed record never changes: %', old.dedup_key using errcode = 'restrict_violation';
      end
    $$`,
    sql`create trigger sealed_record_is_immutable before update on ${names.usageRecord} for each row
      when ((old.dedup_key, old.account, old.meter, old.product_code, old.region, old.agreement, old.dimension, old.hour,
             old.stamped_at, old.quantity, old.used, old.allocations, old.deadline, old.sealed_at)
        is distinct from (new.dedup_key, new.account, new.meter, new.product_code, new.region, new.agreement,
             new.dimension, new.hour, new.stamped_at, new.quantity, new.used, new.allocations, new.deadline, new.sealed_at))
      execute function ${sql.id(schema, "refuse_change_of_sealed_record")}()`,

    // Late usage and where it went: the link from a billed hour to the hour of use.
    sql`create table ${names.lateMove} (
      moved_as bigint generated always as identity,
      account text collate "C" not null,
      meter text collate "C" not null,
      from_hour timestamptz not null,
      to_hour timestamptz not null,
      quantity numeric not null,
      moved_at timestamptz not null,
      constraint late_move_key primary key (moved_as),
      constraint moved_forward check (to_hour > from_hour)
    )`,

    sql`create table ${names.setAside} (
      account text collate "C" not null,
      meter text collate "C" not null,
      hour timestamptz not null,
      quantity numeric not null,
      kind text not null,
      reason text not null,
      set_aside_at timestamptz not null,
      constraint set_aside_kind_known check (kind in ('held', 'written off'))
    )`,

    // An agreement belongs to one account for ever; subscriptions refer to the pair.
    sql`create table ${names.agreement} (
      agreement_key text collate "C" not null,
      account text collate "C" not null,
      constraint agreement_key primary key (agreement_key),
      constraint agreement_owner unique (agreement_key, account)
    )`,
    sql`create table ${names.subscription} (
      linked_as bigint generated always as identity,
      account text collate "C" not null,
      product_code text not null,
      agreement_key text collate "C" not null,
      agreement jsonb not null,
      -- The buyer's AWS account, where the agreement names it: no buyer is metered in two forms at once.
      buyer text,
      region text not null,
      active_from timestamptz not null,
      active_until timestamptz,
      allowances jsonb,
      constraint subscription_key primary key (linked_as),
      constraint subscription_of_owner foreign key (agreement_key, account)
        references ${names.agreement} (agreement_key, account)
    )`,
    sql`create index subscription_by_account on ${names.subscription} (account, active_from)`,
    sql`create index subscription_by_agreement on ${names.subscription} (agreement_key)`,
    sql`create index subscription_by_buyer on ${names.subscription} (buyer, product_code)`,
    sql`create index subscription_by_end on ${names.subscription} (active_until) where active_until is not null`,
    // No unique beginning: one that ended as soon as it began may begin again.
    sql`create unique index subscription_running_once on ${names.subscription} (account, product_code) where active_until is null`,

    // What AWS told of agreements, for ever, linked or not. Only ever appended to.
    sql`create table ${names.agreementEvent} (
      event_id text collate "C" not null,
      at timestamptz not null,
      received_at timestamptz not null,
      license_key text collate "C",
      customer_key text collate "C",
      product_code text,
      buyer text,
      event jsonb not null,
      constraint agreement_event_key primary key (event_id)
    )`,
    sql`create index agreement_event_by_license on ${names.agreementEvent} (license_key) where license_key is not null`,
    sql`create index agreement_event_by_customer on ${names.agreementEvent} (customer_key) where customer_key is not null`,
    sql`create index agreement_event_by_buyer on ${names.agreementEvent} (buyer, product_code) where buyer is not null`,

    // What an hourly reporter knows, whole; the lock of its row makes its changes follow each other.
    sql`create table ${names.hourlyReporter} (
      reporter text collate "C" not null,
      state jsonb not null,
      constraint hourly_reporter_key primary key (reporter),
      constraint reporter_state_is_object check (jsonb_typeof(state) = 'object')
    )`
  ]
}
