import { postgresStore, type PostgresStore } from "@tallyhour/adapter-postgres"
import { Effect } from "effect"
import { Pool } from "pg"
import { startPostgres } from "../../postgres/startPostgres.ts"

/** A Postgres server of its own, and empty stores in it. */
export interface BenchPostgres {
  readonly close: () => Promise<void>
  readonly freshStore: () => Promise<PostgresStore>
}

/** Starts a server, or says on the standard error that there is none to measure with. */
export const openPostgres = async (): Promise<BenchPostgres | undefined> => {
  const server = await startPostgres()
  if ("missing" in server) {
    process.stderr.write(`Not measured in Postgres: ${server.missing}\n`)
    return undefined
  }
  const pool = new Pool({ connectionString: server.url, max: 4 })
  let schemas = 0
  return {
    close: async () => {
      await pool.end()
      await server.stop()
    },
    freshStore: async () => {
      const store = postgresStore(pool, { schema: `bench_${process.pid}_${schemas++}` })
      await Effect.runPromise(store.migrate)
      return store
    }
  }
}
