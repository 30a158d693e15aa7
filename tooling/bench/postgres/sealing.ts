import { Agreement, linkAccount, sealHours, Subscription, UsageOutbox } from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { Comparison } from "../Benchmark.ts"
import { columnsOf, createBareTable, insertMany } from "./bareTable.ts"
import type { BenchServer, BenchStore } from "./benchServer.ts"
import { accountsOf, catalogueLayer, dueAt, eventsOf, productCode, type Stretch } from "./usage.ts"

/** Sealing an hour, beside a bare GROUP BY of the same events into rows. */
export const hourTurn = (
  server: BenchServer,
  { count, keys }: { readonly count: number; readonly keys: number }
): Comparison => {
  let opened: BenchStore
  return {
    what: `sealing an hour of ${count} events, ${keys} accounts and meters`,
    unit: "events",
    count,
    ours: {
      name: "sealHours",
      prepare: async () => {
        opened = await server.freshStore()
        await subscribe(opened, keys)
        await record(opened, { count, first: 0, keys })
        await server.pool.query(`vacuum analyze ${opened.schema}.usage_event`)
        await server.settle()
      },
      run: () => sealed(opened)
    },
    baseline: {
      name: "a bare GROUP BY and INSERT",
      prepare: async () => {
        await createBareTable(server.pool, "bare_event")
        for (let first = 0; first < count; first += perCall)
          await server.pool.query(
            insertMany("bare_event"),
            columnsOf(
              eventsOf({ count: Math.min(perCall, count - first), first, keys }),
              "2026-04-15T12:00:00Z"
            )
          )
        await server.pool.query("vacuum analyze bare_event")
        await server.pool.query("drop table if exists bare_record")
        await server.pool.query(bareRecords)
        await server.settle()
      },
      run: async () => {
        const { rowCount } = await server.pool.query(bareSealing)
        return rowCount ?? 0
      }
    },
    goal: { ratio: 0.5 }
  }
}

// A row of the same content as a sealed record's, with the key that no two may have, and nothing else.
const bareRecords = `create table bare_record (dedup_key text primary key, account text not null, meter text not null,
  product_code text not null, region text not null, agreement jsonb not null, dimension text not null,
  hour timestamptz not null, stamped_at timestamptz not null, quantity bigint not null, used numeric not null,
  allocations jsonb not null, deadline timestamptz not null, sealed_at timestamptz not null, state text not null)`

const bareSealing = `insert into bare_record
  select jsonb_build_array('us-east-1', 'product', '${productCode}', account, meter, hour)::text, account, meter,
    '${productCode}', 'us-east-1', jsonb_build_object('_tag', 'Product', 'buyer', account), meter, hour, hour,
    floor(used), used, '[]', hour + interval '24 hours', timestamptz '2026-04-15T12:20:00Z', 'sealed'
  from (
    select account, meter, date_trunc('hour', occurred_at, 'UTC') as hour, sum(quantity) as used
    from bare_event group by 1, 2, 3
  ) summed`

/** Seals what is due in a store; returns how many records came of it. */
export const sealed = async (opened: BenchStore): Promise<number> => {
  const { records } = await Effect.runPromise(
    Effect.gen(function* () {
      yield* TestClock.setTime(dueAt.epochMilliseconds)
      return yield* sealHours()
    }).pipe(Effect.provide([Layer.fresh(opened.store.layer), catalogueLayer, TestClock.layer()]))
  )
  return records
}

const perCall = 5_000

/** Records events, in calls of a size. */
export const record = (
  opened: BenchStore,
  { perCall: size = perCall, ...stretch }: Stretch & { readonly perCall?: number }
): Promise<void> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const outbox = yield* UsageOutbox
      for (let done = 0; done < stretch.count; done += size) {
        const count = Math.min(size, stretch.count - done)
        yield* outbox.append(eventsOf({ ...stretch, count, first: stretch.first + done }), dueAt)
      }
    }).pipe(Effect.provide(Layer.fresh(opened.store.layer)))
  )

/** Links the accounts of a number of keys. */
export const subscribe = (opened: BenchStore, keys: number, accountsBefore = 0): Promise<void> =>
  Effect.runPromise(
    Effect.forEach(accountsOf(keys, accountsBefore), (account) => linkAccount(subscriptionOf(account)), {
      concurrency: 8,
      discard: true
    }).pipe(Effect.provide([Layer.fresh(opened.store.layer), catalogueLayer]))
  )

const subscriptionOf = (account: string) =>
  Subscription.make({
    account,
    productCode,
    agreement: Agreement.make({ _tag: "Product", buyer: account }),
    region: "us-east-1",
    activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
  })
