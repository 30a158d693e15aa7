import { exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import type { OpenStore } from "./testDatabase.ts"

/** How much is in the tables before the test begins. */
export interface History {
  readonly accounts: number
  readonly events: number
  readonly records: number
}

/**
 * Fills the tables of a store as years of work would have left them: everything counted, sealed, sent and settled; of ten
 * accounts nine have left, and those whose number ends in 1 go on.
 */
export const fillWithHistory = async (
  { pool, schema }: Pick<OpenStore, "pool" | "schema">,
  { accounts, events, records }: History
): Promise<void> => {
  const sizes = [accounts, events, records].map((size) => size.toFixed())
  const [accountCount, eventCount, recordCount] = sizes
  const client = await pool.connect()
  try {
    await client.query(`set search_path = "${schema}"`)
    await client.query(`
      insert into agreement select agreement_key, account from (${everyAccount(accountCount!)}) everyone;
      insert into subscription (account, product_code, agreement_key, agreement, buyer, region, active_from, active_until)
      select account, '${exampleProduct}', agreement_key, agreement, (100000000000 + n)::text, '${exampleRegion}', '2025-01-01T00:00:00Z',
        case when n % 10 <> 1 then timestamptz '2025-03-01T00:00:00Z' + n * interval '1 minute' end
      from (${everyAccount(accountCount!)}) everyone;

      insert into usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at)
      select 'old-' || n, ${accountOf(accountCount!)}, case n % 10 when 0 then 'seats' when 1 then 'gauge' else 'requests' end,
        1, moment, '[]', case n % 10 when 0 then 'max' when 1 then 'time-weighted' else 'sum' end, '', moment
      from generate_series(1, ${eventCount!}) n, lateral (select ${moment(eventCount!)}) at(moment);
      insert into counted_series (account, meter, hour, tags, quantity)
      select distinct account, meter, date_trunc('hour', occurred_at, 'UTC'), '[]'::jsonb, 1 from usage_event
      where aggregation not in ('sum', 'count');

      insert into usage_record (dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at,
        quantity, used, allocations, deadline, sealed_at, withheld_until, send_before, state, available_at, attempts,
        reason, metering_record_id, ended_at)
      select 'old-' || n, account, 'requests', '${exampleProduct}', '${exampleRegion}',
        json_build_object('_tag', 'Product', 'buyer', (100000000000 + substr(account, 9)::integer)::text)::jsonb, 'requests',
        hour, hour, 1, 1, '[]', hour + interval '24 hours', hour + interval '75 minutes',
        case when n % 50 = 0 then hour + interval '3 hours' end, hour + interval '24 hours',
        case n % 100 when 0 then 'dead' when 1 then 'in doubt' else 'settled' end, hour + interval '75 minutes', 1,
        case when n % 100 = 0 then 'Refused' end, 'record-' || n, hour + interval '76 minutes'
      from generate_series(1, ${recordCount!}) n,
        lateral (select date_trunc('hour', ${moment(recordCount!)}), ${accountOf(accountCount!)}) at(hour, account);

      -- The year before is archived.
      insert into archived_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at,
        recorded_xid, archived_as)
      select 'older-' || event_id, account, meter, quantity, occurred_at - interval '365 days', tags, aggregation, property,
        recorded_at - interval '365 days', recorded_xid, 1
      from usage_event;
      insert into archived_series (account, meter, hour, quantity)
      select distinct account, meter, hour - interval '365 days', 1 from counted_series;
      insert into archived_record (archived_as, ${archivedColumns})
      select 1, ${archivedColumns.replace("dedup_key", "'older-' || dedup_key").replace(" hour", " hour - interval '365 days'")}
      from usage_record;

      insert into late_move (account, meter, from_hour, to_hour, quantity, moved_at)
      select account, meter, hour, hour + interval '2 hours', 1, sealed_at from usage_record limit ${recordCount!} / 10;
      insert into set_aside (account, meter, hour, quantity, kind, reason, set_aside_at)
      select account, meter, hour, 1, 'written off', 'too late', sealed_at from usage_record limit ${recordCount!} / 10;
      insert into included (account, meter, period, quantity)
      select account, 'requests', '2025-' || lpad(month::text, 2, '0'), 1
      from (${everyAccount(accountCount!)}) everyone, generate_series(1, 12) month;
      insert into carry (account, meter, hour, quantity)
      select account, 'requests', '2025-12-01T00:00:00Z', 0.5 from (${everyAccount(accountCount!)}) everyone;
      insert into agreement_event (event_id, at, received_at, license_key, customer_key, product_code, buyer, event)
      select 'told-' || n, '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z', null, null, '${exampleProduct}',
        (100000000001 + n % ${accountCount!})::text, json_build_object('_tag', 'Amended', 'eventId', 'told-' || n)
      from generate_series(1, ${accountCount!} * 2) n;
      -- Of a few whom nobody has linked, and what is not due yet.
      insert into open_hour (account, meter, hour, tags, quantity)
      select 'stranger-' || n, 'requests', timestamptz '2025-03-01T00:00:00Z', '[]'::jsonb, 1 from generate_series(1, 50) n
      union all
      select 'account-' || n, 'requests', '2026-03-12T00:00:00Z', '[]', 1 from generate_series(1, ${accountCount!}) n;
      insert into hourly_reporter (reporter, state)
      select 'reporter-' || n, '{}' from generate_series(1, ${accountCount!}) n;
      insert into intervention (kind, detail, at)
      select 'retention', 'long ago', '2025-01-01T00:00:00Z' from generate_series(1, ${accountCount!}) n;
    `)
    // All of it is counted long since.
    await client.query(
      "update counted_snapshot set snapshot = pg_current_snapshot(), idle_through = '2026-03-09T13:00:00Z'"
    )
  } finally {
    client.release(true)
  }
}

const archivedColumns =
  "dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used, allocations, deadline, sealed_at, withheld_until, send_before, state, available_at, attempts, may_be_accepted, lease_id, leased_until, reason, metering_record_id, ended_at"

const everyAccount = (count: string) => `
  select n, 'account-' || n as account, '["product","${exampleProduct}","' || 100000000000 + n || '"]' as agreement_key,
    json_build_object('_tag', 'Product', 'buyer', (100000000000 + n)::text)::jsonb as agreement
  from generate_series(1, ${count}) n`

// Of four rows one is of the few that a day's work is about, so that these have a long history of their own.
const accountOf = (count: string) => `'account-' || case when n % 4 = 0
  then n / 4 % 6 * 10 + n / 24 % 2 * 1000 + 1 else n % ${count} + 1 end`

// Over the year that ended a week before the tests take place.
const moment = (count: string) => `timestamptz '2025-03-01T00:00:00Z' + n * (interval '365 days' / ${count})`

/** The AWS account of the buyer whose account ends in a number. */
export const buyerOfAccount = (n: number): string => String(100_000_000_000 + n)
