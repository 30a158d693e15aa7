import { Books, type MeteringStore, RecordLedger, SubscriptionRegistry, UsageOutbox } from "@tallyhour/core"
import { Layer } from "effect"
import { Kysely, type PGlite, PGliteDialect, PostgresDialect, type PostgresPool } from "kysely"
import { postgresBooks } from "./PostgresBooks.ts"
import { postgresDatabase } from "./PostgresDatabase.ts"
import { postgresRecordLedger } from "./PostgresRecordLedger.ts"
import { postgresSubscriptionRegistry } from "./PostgresSubscriptionRegistry.ts"
import { postgresUsageOutbox, postgresUsageOutboxIn } from "./PostgresUsageOutbox.ts"
import { migrate } from "./schema/migrate.ts"
import { defaultSchema, namesIn } from "./schema/Names.ts"
import { type PostgresTransaction, runnerIn } from "./SqlRunner.ts"

/** A store in Postgres, in the transactions of whatever driver the caller uses. */
export type PostgresStore = MeteringStore<PostgresTransaction>

/** What every Postgres store may be told. */
export interface PostgresStoreOptions {
  /** The schema of our tables; `tallyhour` when absent. */
  readonly schema?: string
}

/** A `pg` pool, as far as we need it. */
export interface ListeningPool extends PostgresPool {
  on(event: "acquire" | "error", listener: (received: unknown) => void): unknown
}

/**
 * Returns the store behind a `pg` pool. The pool stays yours: close it when you are done.
 *
 * Listens for connection errors on the pool and its clients, because an unheard one ends the process.
 */
export const postgresStore = (pool: ListeningPool, options?: PostgresStoreOptions): PostgresStore => {
  const ignore = () => undefined
  pool.on("error", ignore)
  const heard = new WeakSet()
  // A client may have connected before we came, so each is listened to when it is taken out of the pool.
  pool.on("acquire", (client) => {
    if (!isEmitter(client) || heard.has(client)) return
    heard.add(client)
    client.on("error", ignore)
  })
  return kyselyStore(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }), options)
}

/**
 * Returns the store in an embedded PGlite database. The database stays yours: close it when you are done.
 *
 * - **Shape**: for one process. Two processes on one data folder lose each other's rows.
 */
export const pgliteStore = (pglite: PGlite, options?: PostgresStoreOptions): PostgresStore =>
  kyselyStore(new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) }), options)

/** Returns the store behind a Kysely database that is there already. The database stays yours. */
// A caller's tables are of no concern to ours, so any database type will do.
export const kyselyStore = <Tables>(
  db: Kysely<Tables>,
  options: PostgresStoreOptions = {}
): PostgresStore => {
  const names = namesIn(options.schema ?? defaultSchema)
  const untyped = db as unknown as Kysely<unknown>
  const database = postgresDatabase(untyped, names)
  return {
    layer: Layer.mergeAll(
      Layer.succeed(UsageOutbox, postgresUsageOutbox(database)),
      Layer.succeed(RecordLedger, postgresRecordLedger(database)),
      Layer.succeed(SubscriptionRegistry, postgresSubscriptionRegistry(database)),
      Layer.succeed(Books, postgresBooks(database))
    ),
    layerIn: (transaction) => Layer.succeed(UsageOutbox, postgresUsageOutboxIn(runnerIn(transaction), names)),
    migrate: migrate(untyped, names.schema)
  }
}

const isEmitter = (
  client: unknown
): client is { readonly on: (event: "error", listener: () => void) => unknown } =>
  typeof client === "object" && client !== null && "on" in client && typeof client.on === "function"
