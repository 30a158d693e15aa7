import { setTimeout as sleep } from "node:timers/promises"
import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { createMeter } from "@tallyhour/core"
import { Duration, Effect } from "effect"
import { Client, Pool } from "pg"
import type { Trial } from "../Benchmark.ts"
import type { BenchMeter, BenchServer } from "./benchServer.ts"
import { catalogue, inputsOf, productCode } from "./usage.ts"

/** How long a worker is watched, how often it looks, and how many accounts and meters have usage in the hour that is not over. */
export interface Idleness {
  readonly forMillis: number
  readonly keys: number
  /** That of a worker that was told nothing when absent. */
  readonly pollMillis?: number
}

/** A worker to whom nothing happens, in this process and by its real clock: what it asks of the database, and of this machine. */
export const idleWorker = async (
  server: BenchServer,
  { forMillis, keys, pollMillis = 30_000 }: Idleness
): Promise<Trial> => {
  const { schema } = await server.freshStore()
  const asked = { queries: 0 }
  const pool = new Pool({ connectionString: server.url, Client: countingClient(asked) })
  const meter = createMeter({
    catalogue,
    store: postgresStore(pool, { schema }),
    transport: memoryTransport(makeMarketplaceEmulator())
  })
  try {
    await fill(meter, keys)
    await meter.pass()
    const worker = meter.startWorker({ pollInterval: Duration.millis(pollMillis) })
    // Its first look is at once, and not what it does for the rest of its days.
    await sleep(pollMillis / 2)
    const [queries, usage, began] = [asked.queries, process.cpuUsage(), performance.now()]
    await sleep(forMillis)
    const millis = performance.now() - began
    const { system, user } = process.cpuUsage(usage)
    const queriesSince = asked.queries - queries
    await worker.stop()
    return {
      what: `a worker to whom nothing happens, with ${keys} accounts and meters in the hour that is not over`,
      figures: [
        { name: "queries a second", value: queriesSince / (millis / 1_000), atMost: 1 },
        { name: "queries a look", value: queriesSince / (millis / pollMillis), atMost: 20 },
        { name: "percent of a core", value: (system + user) / 1_000 / millis / 0.01, atMost: 1 }
      ]
    }
  } finally {
    await meter.close()
    await pool.end()
  }
}

/** Links each account, and records usage that is due when this hour is over. */
const fill = async (meter: BenchMeter, keys: number): Promise<void> => {
  const inputs = inputsOf({ count: keys, first: 0, hour: Date.now() - 3_600_000, keys })
  const accounts = [...new Set(inputs.map(({ account }) => account))]
  await Effect.runPromise(
    Effect.forEach(
      accounts,
      (account) =>
        Effect.promise(() =>
          meter.link({
            account,
            productCode,
            agreement: { _tag: "Product", buyer: account },
            region: "us-east-1",
            activeFrom: new Date(Date.now() - 86_400_000).toISOString()
          })
        ),
      { concurrency: 8, discard: true }
    )
  )
  const occurredAt = new Date().toISOString()
  for (let done = 0; done < inputs.length; done += 5_000)
    await meter.recordAlone(inputs.slice(done, done + 5_000).map((input) => ({ ...input, occurredAt })))
}

/** A client that counts what it asks, transactions' beginnings and ends included. */
const countingClient = (asked: { queries: number }): typeof Client =>
  class extends Client {
    constructor(...args: ConstructorParameters<typeof Client>) {
      super(...args)
      const query = this.query.bind(this)
      this.query = ((...of: Parameters<typeof query>) => {
        asked.queries++
        return query(...of)
      }) as typeof query
    }
  }
