import type { PoolClient } from "pg"
import type { Comparison } from "../Benchmark.ts"
import { columnsOf, createBareTable, insertMany, insertOne, parametersOf } from "./bareTable.ts"
import type { BenchMeter, BenchServer } from "./benchServer.ts"
import { eventsOf, inputsOf } from "./usage.ts"

const recordedAt = "2026-04-15T12:00:00Z"

/** One event in the caller's transaction, beside a bare INSERT of the row in the same transaction. */
export const singleRecording = (server: BenchServer, transactions: number): Comparison => {
  let meter: BenchMeter
  const inputs = inputsOf({ count: transactions, first: 0 })
  const more = inputsOf({ count: 50, first: transactions })
  const events = eventsOf({ count: transactions, first: 0 })
  return {
    what: "record: one event in the caller's transaction, awaited",
    unit: "transactions",
    count: transactions,
    ours: {
      name: "meter.record",
      prepare: async () => {
        meter = await server.freshMeter()
        // A connection that meets a schema for the first time reads its functions.
        await eachInTransaction(server, more, (client, input) => meter.record(client, input))
      },
      run: () => eachInTransaction(server, inputs, (client, input) => meter.record(client, input))
    },
    baseline: {
      name: "a bare INSERT",
      prepare: () => createBareTable(server.pool, "bare_event"),
      run: () =>
        eachInTransaction(server, events, async (client, event) => {
          await client.query(insertOne("bare_event"), parametersOf(event, recordedAt))
        })
    },
    goal: { ratio: 1 / 1.3 }
  }
}

/** Many events in one call, beside a bare statement that unnests arrays. */
export const bulkRecording = (
  server: BenchServer,
  { events: count, perCall }: { readonly events: number; readonly perCall: number }
): Comparison => {
  let meter: BenchMeter
  const inputs = inputsOf({ count, first: 0, tagged: true })
  const events = eventsOf({ count, first: 0, tagged: true })
  return {
    what: `record: ${perCall} events a call, with tags, each id checked`,
    unit: "events",
    count,
    ours: {
      name: "meter.record",
      prepare: async () => {
        meter = await server.freshMeter()
      },
      run: () =>
        eachInTransaction(server, pagesOf(inputs, perCall), (client, page) => meter.record(client, page))
    },
    baseline: {
      name: "unnest, ON CONFLICT DO NOTHING",
      prepare: () => createBareTable(server.pool, "bare_event"),
      run: () =>
        eachInTransaction(server, pagesOf(events, perCall), async (client, page) => {
          await client.query(insertMany("bare_event"), columnsOf(page, recordedAt))
        })
    },
    goal: { ratio: 0.8 }
  }
}

/** Does one thing after another, each in a transaction of its own on one connection; returns how many there were. */
export const eachInTransaction = async <Item>(
  { pool }: BenchServer,
  items: ReadonlyArray<Item>,
  work: (client: PoolClient, item: Item) => Promise<unknown>
): Promise<number> => {
  const client = await pool.connect()
  try {
    for (const item of items) {
      await client.query("begin")
      await work(client, item)
      await client.query("commit")
    }
  } finally {
    client.release()
  }
  return items.length
}

export const pagesOf = <Item>(items: ReadonlyArray<Item>, size: number): ReadonlyArray<ReadonlyArray<Item>> =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))
