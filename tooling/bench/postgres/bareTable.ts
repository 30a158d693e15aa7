import { Quantity, type UsageEvent } from "@tallyhour/core"
import { DateTime } from "effect"
import type { Pool } from "pg"

/** Makes the table that one would write at first: an event a row, its id the key. */
export const createBareTable = async (pool: Pool, table: string): Promise<void> => {
  await pool.query(`drop table if exists ${table}`)
  await pool.query(`create table ${table} (event_id text primary key, account text not null, meter text not null,
    quantity numeric not null, occurred_at timestamptz not null, tags jsonb not null, recorded_at timestamptz not null)`)
}

/** The bare parameterised statement that inserts one event, and its parameters. */
export const insertOne = (table: string): string =>
  `insert into ${table} (event_id, account, meter, quantity, occurred_at, tags, recorded_at)
   values ($1, $2, $3, $4, $5, $6, $7)`

export const parametersOf = (event: UsageEvent, recordedAt: string): Array<unknown> => [
  event.eventId,
  event.account,
  event.meter,
  Quantity.format(event.quantity),
  DateTime.formatIso(event.occurredAt),
  JSON.stringify(event.tags),
  recordedAt
]

/** The bare statement that inserts many: an array a column, duplicates left out. */
export const insertMany = (table: string): string =>
  `insert into ${table} (event_id, account, meter, quantity, occurred_at, tags, recorded_at)
   select * from unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::timestamptz[], $6::jsonb[], $7::timestamptz[])
   on conflict do nothing`

/** The parameters of `insertMany`. */
export const columnsOf = (events: ReadonlyArray<UsageEvent>, recordedAt: string): Array<Array<unknown>> => [
  events.map(({ eventId }) => eventId),
  events.map(({ account }) => account),
  events.map(({ meter }) => meter),
  events.map(({ quantity }) => Quantity.format(quantity)),
  events.map(({ occurredAt }) => DateTime.formatIso(occurredAt)),
  events.map(({ tags }) => JSON.stringify(tags)),
  events.map(() => recordedAt)
]
