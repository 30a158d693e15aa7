import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import { kyselyStore, type PostgresStore, type PostgresTransaction } from "@tallyhour/adapter-postgres"
import { createMeter, type MeterHandle } from "@tallyhour/core"
import { Effect } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import { Pool } from "pg"
import { startPostgres } from "../../postgres/startPostgres.ts"
import { catalogue } from "./usage.ts"

/** A Postgres server that keeps what it is told, as in production, and empty stores in it. */
export interface BenchServer {
  readonly close: () => Promise<void>
  readonly freshMeter: () => Promise<BenchMeter>
  readonly freshStore: () => Promise<BenchStore>
  readonly pool: Pool
  /** Writes all that is unwritten, so that a comparison pays for its own writing, into log files that are there already. */
  readonly settle: () => Promise<void>
  readonly url: string
}

/** A meter over an empty store of its own. */
export type BenchMeter = MeterHandle<PostgresTransaction>

/** A store, and the schema in which its tables are. */
export interface BenchStore {
  readonly schema: string
  readonly store: PostgresStore
}

/**
 * Starts a server, or says on the standard error that there is none to measure with.
 *
 * It waits for its disk unless it is told not to: a commit that costs nothing would flatter whoever commits often.
 */
export const openBenchServer = async ({ isDurable = true } = {}): Promise<BenchServer | undefined> => {
  const server = await startPostgres(process.env, undefined, { isDurable })
  if ("missing" in server) {
    process.stderr.write(`Not measured: ${server.missing}\n`)
    return undefined
  }
  const pool = new Pool({ connectionString: server.url, max: 16 })
  // A server that stops ends the connections that are left, and an unheard error would end the process.
  pool.on("error", () => undefined)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  let schemas = 0
  const freshStore = async (): Promise<BenchStore> => {
    const schema = `bench_${process.pid}_${schemas++}`
    const store = kyselyStore(db, { schema })
    await Effect.runPromise(store.migrate)
    return { schema, store }
  }
  return {
    close: async () => {
      await pool.end()
      await server.stop()
    },
    freshMeter: async () =>
      createMeter({
        catalogue,
        store: (await freshStore()).store,
        transport: memoryTransport(makeMarketplaceEmulator())
      }),
    freshStore,
    pool,
    settle: async () => {
      await pool.query("checkpoint")
    },
    url: server.url
  }
}
