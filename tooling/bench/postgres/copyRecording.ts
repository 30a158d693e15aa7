import { once } from "node:events"
import { finished } from "node:stream/promises"
import { Quantity, type UsageEvent } from "@tallyhour/core"
import { DateTime } from "effect"
import postgres from "postgres"
import type { Comparison } from "../Benchmark.ts"
import { createBareTable } from "./bareTable.ts"
import type { BenchMeter, BenchServer } from "./benchServer.ts"
import { eachInTransaction, pagesOf } from "./recording.ts"
import { eventsOf, inputsOf } from "./usage.ts"

/** Many events in one call, beside COPY into a staging table and an insert from there that leaves duplicates out. */
export async function* copyRecording(
  server: BenchServer,
  { events: count, perCall }: { readonly events: number; readonly perCall: number }
): AsyncIterable<Comparison> {
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined })
  let meter: BenchMeter
  const inputs = pagesOf(inputsOf({ count, first: 0, tagged: true }), perCall)
  const pages = pagesOf(eventsOf({ count, first: 0, tagged: true }), perCall)
  try {
    yield {
      what: `record: ${perCall} events a call, with tags, beside COPY`,
      unit: "events",
      count,
      ours: {
        name: "meter.record",
        prepare: async () => {
          meter = await server.freshMeter()
        },
        run: async () => {
          await eachInTransaction(server, inputs, (client, page) => meter.record(client, page))
          return count
        }
      },
      baseline: {
        name: "COPY to staging, ON CONFLICT DO NOTHING",
        prepare: async () => {
          await createBareTable(server.pool, "bare_event")
          await sql.unsafe("drop table if exists staged; create temp table staged (like bare_event)")
        },
        run: async () => {
          for (const page of pages) await copied(sql, page)
          const { rows } = await server.pool.query<{ n: number }>(
            "select count(*)::integer as n from bare_event"
          )
          return rows[0]!.n
        }
      },
      goal: { ratio: 0.8 }
    }
  } finally {
    await sql.end()
  }
}

const copied = (sql: postgres.Sql, page: ReadonlyArray<UsageEvent>) =>
  sql.begin(async (transaction) => {
    const stream = await transaction`copy staged from stdin`.writable()
    if (!stream.write(page.map(lineOf).join(""))) await once(stream, "drain")
    stream.end()
    await finished(stream)
    await transaction`insert into bare_event select * from staged on conflict do nothing`
    await transaction`truncate staged`
  })

// Nothing of the usage that is measured has a tab, a line break or a backslash, which COPY would have escaped.
const lineOf = ({ account, eventId, meter, occurredAt, quantity, tags }: UsageEvent): string =>
  `${[eventId, account, meter, Quantity.format(quantity), DateTime.formatIso(occurredAt), JSON.stringify(tags), recordedAt].join("\t")}\n`

const recordedAt = "2026-04-15T12:00:00Z"
