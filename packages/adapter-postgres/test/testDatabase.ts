import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import {
  Books,
  type LedgerAudit,
  RecordLedger,
  RecordReview,
  SubscriptionRegistry,
  UsageOutbox
} from "@tallyhour/core"
import { Effect, Layer } from "effect"
import { Client, Pool, type PoolConfig } from "pg"
import { afterAll, beforeAll, inject } from "vitest"
import { dropDatabase } from "../../../tooling/postgres/dropDatabase.ts"
import { type PostgresStore, postgresStore } from "../src/PostgresStore.ts"

/** A store over a pool of its own, and a way to use its ports from plain code. */
export interface OpenStore {
  readonly pool: Pool
  readonly schema: string
  readonly store: PostgresStore
  readonly run: <A, E>(effect: Effect.Effect<A, E, Ports>) => Promise<A>
}

/** An empty database on the server of the test run, and what is opened in it. */
export interface TestDatabase {
  /** Whether there is no server, so that there is nothing to test with. */
  readonly isMissing: boolean
  readonly url: () => string
  readonly pool: (config?: PoolConfig) => Pool
  /** Opens a store in a schema, without its tables if it is told so. */
  readonly open: (options?: OpenOptions) => Promise<OpenStore>
}

type Ports = Books | LedgerAudit | RecordLedger | RecordReview | SubscriptionRegistry | UsageOutbox

interface OpenOptions {
  readonly config?: PoolConfig
  readonly isMigrated?: boolean
  readonly schema?: string
}

/** Makes a database for the tests of one file, and takes it away with all its connections when they have ended. */
export const testDatabase = (): TestDatabase => {
  const server = inject("databaseUrl")
  const name = `tallyhour_${randomUUID().replaceAll("-", "")}`
  const pools: Array<Pool> = []
  const url = () => Object.assign(new URL(server ?? ""), { pathname: `/${name}` }).href
  const pool = (config: PoolConfig = {}) => {
    const opened = new Pool({ connectionString: url(), max: 4, ...config })
    pools.push(opened)
    return opened
  }

  beforeAll(() => onServer(server, `create database ${name} template template0`))
  afterAll(async () => {
    // A test that failed may have left a client outside its pool, for which the pool would wait for ever.
    await Promise.race([Promise.all(pools.map((opened) => opened.end())), sleep(1000)])
    if (server !== undefined) await dropDatabase(server, name)
  })

  return {
    isMissing: server === undefined,
    url,
    pool,
    open: async ({ config, isMigrated = true, schema = freshSchema() } = {}) => {
      const own = pool(config)
      const store = postgresStore(own, { schema })
      if (isMigrated) await Effect.runPromise(store.migrate)
      return { pool: own, schema, store, run: runIn(store) }
    }
  }
}

/** Draws a schema name that no other test has. */
export const freshSchema = (): string => `tallyhour_${randomUUID().slice(0, 8)}`

/** Runs effects with the ports of a store. */
export const runIn =
  (store: PostgresStore): OpenStore["run"] =>
  (effect) =>
    Effect.runPromise(effect.pipe(Effect.provide(Layer.fresh(store.layer))))

const onServer = async (server: string | undefined, statement: string): Promise<void> => {
  if (server === undefined) return
  const client = new Client({ connectionString: server })
  await client.connect()
  await client.query(statement)
  await client.end()
}
