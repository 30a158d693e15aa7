import { once } from "node:events"
import { connect } from "node:net"
import { finished } from "node:stream/promises"
import { Quantity, type UsageEvent } from "@tallyhour/core"
import { DateTime } from "effect"
import postgres from "postgres"
import type { Comparison } from "../Benchmark.ts"
import { createBareTable } from "./bareTable.ts"
import type { BenchMeter, BenchServer } from "./benchServer.ts"
import { eachInTransaction, pagesOf } from "./recording.ts"
import { eventsOf, inputsOf } from "./usage.ts"

/**
 * Many events in one call, beside COPY into a staging table and an insert from there that leaves duplicates out.
 *
 * COPY is quicker than arrays, and we do not use it: most drivers have no way to it in a caller's transaction.
 */
export async function* copyRecording(
  server: BenchServer,
  { events: count, perCall }: { readonly events: number; readonly perCall: number }
): AsyncIterable<Comparison> {
  // Its types know nothing of `socket`.
  const options = { max: 1, onnotice: () => undefined, socket: promptSocket }
  const sql = postgres(server.url, options)
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
          await sql.unsafe(
            "drop table if exists staged; create temp table staged (like bare_event) on commit delete rows"
          )
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

// Postgres.js ends a COPY with a packet of its own, which would otherwise wait 40 ms for the server to acknowledge the rows.
const promptSocket = async ({
  host,
  port
}: {
  readonly host: ReadonlyArray<string>
  readonly port: ReadonlyArray<number>
}) => {
  const socket = connect({ host: host[0]!, noDelay: true, port: port[0]! })
  await once(socket, "connect")
  return socket
}

const copied = (sql: postgres.Sql, page: ReadonlyArray<UsageEvent>) =>
  sql.begin(async (transaction) => {
    const stream = await transaction`copy staged from stdin`.writable()
    if (!stream.write(page.map(lineOf).join(""))) await once(stream, "drain")
    stream.end()
    await finished(stream)
    await transaction`insert into bare_event select * from staged on conflict do nothing`
  })

// Nothing of the usage that is measured has a tab, a line break or a backslash, which COPY would have escaped.
const lineOf = ({ account, eventId, meter, occurredAt, quantity, tags }: UsageEvent): string =>
  `${[eventId, account, meter, Quantity.format(quantity), DateTime.formatIso(occurredAt), JSON.stringify(tags), recordedAt].join("\t")}\n`

const recordedAt = "2026-04-15T12:00:00Z"
