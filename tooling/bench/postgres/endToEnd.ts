import { BatchMeterUsageCommand, MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import { awsTransport } from "@tallyhour/adapter-aws"
import { gatheredOutbox, meteringPass, recordUsage } from "@tallyhour/core"
import { DateTime, Layer, Logger, ManagedRuntime } from "effect"
import type { Comparison } from "../Benchmark.ts"
import { clockFromNoon } from "../dispatch/backlog.ts"
import { serverProcess } from "../emulator/serverProcess.ts"
import { createBareTable, insertOne, parametersOf } from "./bareTable.ts"
import type { BenchServer } from "./benchServer.ts"
import { byCallers } from "./callers.ts"
import { pagesOf } from "./recording.ts"
import { subscribe } from "./sealing.ts"
import { catalogueLayer, eventsOf, inputsOf, productCode } from "./usage.ts"

/** From events to records that AWS has accepted, beside the pipeline that one would write at first. */
export async function* endToEnd(
  server: BenchServer,
  { events, keys }: { readonly events: number; readonly keys: number }
): AsyncIterable<Comparison> {
  const aws = await serverProcess(answeringServer, "0")
  try {
    for (const { goal, perCall } of [
      { goal: { ratio: 4 }, perCall: 1 },
      { goal: { ratio: 10 }, perCall: 5_000 }
    ]) {
      yield {
        what: `${events} events to ${keys} accepted records, ${perCall === 1 ? `${callers} callers` : `${perCall} a call`}`,
        unit: "events",
        count: events,
        ours: ours(server, { events, keys, perCall, port: aws.port }),
        baseline: handRolled(server, { events, keys, port: aws.port }),
        goal
      }
    }
  } finally {
    await aws.stop()
  }
}

const callers = 32
const concurrency = 32
const answeringServer = new URL("../dispatch/answeringServer.ts", import.meta.url)
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }

interface Run {
  readonly events: number
  readonly keys: number
  readonly port: number
}

const ours = (server: BenchServer, { events, keys, perCall, port }: Run & { readonly perCall: number }) => {
  const pages = pagesOf(inputsOf({ count: events, first: 0, keys }), perCall)
  const transport = awsTransport({
    credentials,
    endpoint: `http://127.0.0.1:${port}`,
    requestsPerSecond: Number.POSITIVE_INFINITY
  })
  let runtime: ReturnType<typeof runtimeOf> | undefined
  const runtimeOf = (store: Awaited<ReturnType<BenchServer["freshStore"]>>["store"]) =>
    ManagedRuntime.make(
      Layer.mergeAll(
        Layer.provideMerge(gatheredOutbox, store.layer),
        transport,
        catalogueLayer,
        Logger.layer([])
      ).pipe(Layer.provideMerge(clockFromNoon))
    )
  return {
    name: "record, worker",
    prepare: async () => {
      await runtime?.dispose()
      const opened = await server.freshStore()
      await subscribe(opened, keys)
      runtime = runtimeOf(opened.store)
    },
    run: async () => {
      await byCallers(pages, callers, (page) => runtime!.runPromise(recordUsage(page)))
      let accepted = 0
      while (true) {
        const { settled } = await runtime!.runPromise(meteringPass({ concurrency }))
        if (settled.length === 0) return accepted
        accepted += settled.filter(({ settlement }) => settlement._tag === "Settled").length
      }
    }
  }
}

const handRolled = ({ pool }: BenchServer, { events, keys, port }: Run) => {
  const rows = eventsOf({ count: events, first: 0, keys })
  const client = new MarketplaceMeteringClient({
    credentials,
    endpoint: `http://127.0.0.1:${port}`,
    maxAttempts: 1,
    region: "us-east-1"
  })
  return {
    name: "INSERT an event, GROUP BY, AWS SDK, mark",
    prepare: async () => {
      await createBareTable(pool, "bare_event")
      await pool.query("alter table bare_event add column is_billed boolean not null default false")
      await pool.query("create index on bare_event (account, meter)")
    },
    run: async () => {
      await byCallers(rows, callers, (event) =>
        pool.query(insertOne("bare_event"), parametersOf(event, "2026-04-15T12:00:00Z"))
      )
      const sums = await pool.query<Sum>(
        `select account, meter, date_trunc('hour', occurred_at, 'UTC') as hour, sum(quantity)::float as quantity
         from bare_event where not is_billed group by 1, 2, 3`
      )
      let accepted = 0
      await byCallers(pagesOf(sums.rows, 25), concurrency, async (batch) => {
        const { Results = [] } = await client.send(
          new BatchMeterUsageCommand({ ProductCode: productCode, UsageRecords: batch.map(recordOf) })
        )
        accepted += Results.filter(({ Status }) => Status === "Success").length
        await pool.query(
          `update bare_event set is_billed = true
           where (account, meter) in (select * from unnest($1::text[], $2::text[]))`,
          [batch.map(({ account }) => account), batch.map(({ meter }) => meter)]
        )
      })
      return accepted
    }
  }
}

interface Sum {
  readonly account: string
  readonly meter: string
  readonly hour: Date
  readonly quantity: number
}

const recordOf = ({ account, hour, meter, quantity }: Sum) => ({
  CustomerAWSAccountId: account,
  Dimension: meter,
  Quantity: quantity,
  Timestamp: DateTime.toDateUtc(DateTime.makeUnsafe(hour))
})
