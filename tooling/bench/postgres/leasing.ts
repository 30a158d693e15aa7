import { Instant, RecordLedger, Settlement } from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"
import type { PoolClient } from "pg"
import type { Comparison } from "../Benchmark.ts"
import type { BenchServer, BenchStore } from "./benchServer.ts"

/** Leasing and settling by a number of workers at once, beside the loop that one would write at first. */
export const leaseAndSettle = (
  server: BenchServer,
  { records, workers }: { readonly records: number; readonly workers: number }
): Comparison => {
  let opened: BenchStore
  return {
    what: `lease ${perLease} records, settle them by ${perRequest}: ${workers} worker${workers === 1 ? "" : "s"}`,
    unit: "records",
    count: records,
    ours: {
      name: "RecordLedger",
      prepare: async () => {
        opened = await server.freshStore()
        await fillRecords(server, opened, { end: records, first: 0 })
      },
      run: () => drained(opened, workers)
    },
    baseline: {
      name: "a bare SKIP LOCKED loop",
      prepare: async () => {
        const source = await server.freshStore()
        await fillRecords(server, source, { end: records, first: 0 })
        await server.pool.query("drop table if exists bare_queue")
        await server.pool
          .query(`create table bare_queue as select dedup_key as id, send_before as due, account, meter,
          product_code, region, agreement, dimension, hour, stamped_at, quantity, used, allocations, deadline, sealed_at,
          'ready' as state, null as result from ${source.schema}.usage_record`)
        await server.pool.query("alter table bare_queue add primary key (id)")
        await server.pool.query("create index on bare_queue (due, id) where state = 'ready'")
        await server.pool.query("vacuum analyze bare_queue")
      },
      run: () => bareDrained(server, workers)
    },
    goal: { ratio: 0.8 }
  }
}

/** The same after many records were settled, beside the first ones of a fresh table. */
export async function* leaseAfterMany(
  server: BenchServer,
  { records, settled }: { readonly records: number; readonly settled: number }
): AsyncIterable<Comparison> {
  let fresh: BenchStore
  let used: BenchStore | undefined
  let next = 0
  let old: PoolClient | undefined
  try {
    yield {
      what: `lease and settle after ${settled} records were settled, with an old transaction open all the time`,
      unit: "records",
      count: records,
      ours: {
        name: "after them",
        prepare: async () => {
          if (used === undefined) {
            used = await server.freshStore()
            await fillRecords(server, used, { end: settled, first: 0 })
            // What it might still see, no vacuum removes.
            old = await server.pool.connect()
            await old.query("begin isolation level repeatable read; select pg_current_xact_id()")
            await drained(used, 1)
            next = settled
          }
          await fillRecords(server, used, { end: next + records, first: next })
          next += records
        },
        run: () => drained(used!, 1)
      },
      baseline: {
        name: "in a fresh table",
        prepare: async () => {
          fresh = await server.freshStore()
          await fillRecords(server, fresh, { end: records, first: 0 })
        },
        run: () => drained(fresh, 1)
      },
      goal: { ratio: 0.8 }
    }
  } finally {
    // What comes after it is measured without anything in the way.
    await old?.query("rollback")
    old?.release()
  }
}

const perLease = 300
const perRequest = 25
const sealedAt = "2026-04-15T12:20:00Z"

/** Puts sealed records into a store, in the order of their deadlines. */
const fillRecords = async (
  { pool }: BenchServer,
  { schema }: BenchStore,
  { end, first }: { readonly end: number; readonly first: number }
): Promise<void> => {
  await pool.query(
    `insert into ${schema}.usage_record (dedup_key, account, meter, product_code, region, agreement, dimension, hour,
       stamped_at, quantity, used, allocations, deadline, sealed_at, available_at, send_before)
     select json_build_array('us-east-1', 'product', product, account, meter, n)::text, account, meter, product,
       'us-east-1', json_build_object('_tag', 'Product', 'buyer', account), meter, hour, hour, 3, 3, '[]',
       hour + interval '40 days', $3::timestamptz, $3::timestamptz, hour + interval '1 day' + n * interval '1 millisecond'
     from generate_series($1::bigint, $2::bigint - 1) n, lateral (select '4ml54db8vrmjuykaw1psroool' as product,
       (100000000000 + n % 10000)::text as account, 'meter-' || n % 10 as meter,
       timestamptz '2026-04-15T11:00:00Z' as hour) parts`,
    [first, end, sealedAt]
  )
  await pool.query(`vacuum analyze ${schema}.usage_record`)
}

const now = Instant.ofMillis(Date.parse("2026-04-15T13:00:00Z"))

/** Leases and settles until nothing is left; returns how many records were settled. */
const drained = async ({ store }: BenchStore, workers: number): Promise<number> => {
  const worker = Effect.gen(function* () {
    const ledger = yield* RecordLedger
    let settled = 0
    while (true) {
      const id = `lease ${leases++}`
      const until = DateTime.add(now, { minutes: 1 })
      const lease = yield* ledger.lease({ deadlineAfter: now, id, now, recordsMax: perLease, until })
      if (lease.records.length === 0) return settled
      for (let first = 0; first < lease.records.length; first += perRequest) {
        const batch = lease.records.slice(first, first + perRequest)
        const settlements = batch.map(({ record }) => ({ dedupKey: record.dedupKey, settlement: accepted }))
        settled += (yield* ledger.settle(lease, settlements, now)).length
      }
    }
  })
  const all = Effect.all(
    Array.from({ length: workers }, () => worker),
    { concurrency: workers }
  )
  const counts = await Effect.runPromise(all.pipe(Effect.provide(Layer.fresh(store.layer))))
  return counts.reduce((sum, count) => sum + count, 0)
}

let leases = 0

const meteringRecordId = "35155d37-56cb-423f-8554-5c4f3e3ff56d"
const accepted = Settlement.make({ _tag: "Settled", meteringRecordId })

const bareDrained = async ({ pool }: BenchServer, workers: number): Promise<number> => {
  const worker = async () => {
    let settled = 0
    while (true) {
      const { rows } = await pool.query<{ readonly id: string }>(
        `update bare_queue set state = 'taken' where id in (
           select id from bare_queue where state = 'ready' order by due, id limit $1 for update skip locked
         ) returning *`,
        [perLease]
      )
      if (rows.length === 0) return settled
      for (let first = 0; first < rows.length; first += perRequest) {
        const ids = rows.slice(first, first + perRequest).map(({ id }) => id)
        const { rowCount } = await pool.query(
          `update bare_queue queue set state = 'done', result = word.result
           from unnest($1::text[], $2::text[]) word(id, result) where queue.id = word.id`,
          [ids, ids.map(() => meteringRecordId)]
        )
        settled += rowCount ?? 0
      }
    }
  }
  const counts = await Promise.all(Array.from({ length: workers }, worker))
  return counts.reduce((sum, count) => sum + count, 0)
}
