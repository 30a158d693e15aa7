import { hourStart } from "./usage.ts"
import type { BenchServer, BenchStore } from "./benchServer.ts"

/**
 * Puts events of the months before into a store, as counted and sealed long ago.
 *
 * - **Shape**: from the `first` to before the `end`, in the order in which they were recorded; their ids ascend. They occurred in the sixty days before.
 */
export const fillHistory = async (
  { pool }: BenchServer,
  { schema }: BenchStore,
  { end, first }: { readonly end: number; readonly first: number }
): Promise<void> => {
  for (let from = first; from < end; from += perStatement) {
    await pool.query(
      `insert into ${schema}.usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property,
         recorded_at)
       select lpad(to_hex(n / 16 + 1000000), 8, '0') || '-0000-7000-8000-' || lpad(n::text, 12, '0'),
         (100000000000 + n % ${historyAccounts})::text, 'meter-' || n % 10, 1, at, '[]', 'sum', '', at
       from generate_series($1::bigint, $2::bigint - 1) n,
         lateral (select $3::timestamptz - interval '60 days' * (1 - n / $4::float8) as at) times`,
      [from, Math.min(from + perStatement, end), new Date(hourStart).toISOString(), end]
    )
    if (from > 0 && from % toldEach === 0) process.stderr.write(`${from} of ${end} events of history\n`)
  }
  await pool.query(`update ${schema}.counted_snapshot set snapshot = pg_current_snapshot()`)
  await pool.query(`vacuum analyze ${schema}.usage_event`)
}

/** How many accounts the history is of. */
export const historyAccounts = 1_000

const perStatement = 250_000
const toldEach = 10_000_000
