import {
  AgreementInbox,
  Books,
  LedgerAudit,
  type MeteringStore,
  RecordLedger,
  RecordReview,
  ReporterStore,
  type StoreError,
  SubscriptionRegistry,
  UsageOutbox
} from "@tallyhour/core"
import { type Effect, Layer } from "effect"
import { Kysely, type PGlite, PGliteDialect, PostgresDialect, type PostgresPool } from "kysely"
import { type Adoption, adoptCount } from "./adoptCount.ts"
import { type Archived, archiveFinished, type ArchiveOptions } from "./archiveFinished.ts"
import { postgresAgreementInbox } from "./PostgresAgreementInbox.ts"
import { postgresBooks } from "./PostgresBooks.ts"
import { postgresDatabase } from "./PostgresDatabase.ts"
import { postgresLedgerAudit } from "./PostgresLedgerAudit.ts"
import { postgresRecordLedger } from "./PostgresRecordLedger.ts"
import { postgresRecordReview } from "./PostgresRecordReview.ts"
import { postgresReporterStore } from "./PostgresReporterStore.ts"
import { postgresSubscriptionRegistry } from "./PostgresSubscriptionRegistry.ts"
import { postgresUsageOutbox, postgresUsageOutboxIn } from "./PostgresUsageOutbox.ts"
import { migrate } from "./schema/migrate.ts"
import { defaultSchema, namesIn } from "./schema/Names.ts"
import { type PostgresTransaction, runnerIn } from "./SqlRunner.ts"

/** A store in Postgres, in the transactions of whatever driver the caller uses. */
export interface PostgresStore extends MeteringStore<PostgresTransaction> {
  /**
   * What hourly reporters know: those that share a total share a database. `migrate` creates the table.
   *
   * - **Guarantees**: a change holds the lock of its reporter's row, so that of many processes one reports at a time.
   */
  readonly reporters: Layer.Layer<ReporterStore>
  /**
   * Makes this server the one by whose transactions events are counted, after a dump of another one was restored here.
   *
   * - **Guarantees**: all or nothing. What was counted stays counted, and what was not is counted once; recorders may go on.
   * - **Idempotence**: on a store that counts by its own server already it changes nothing and says so.
   * - **Errors**: `StoreRefused` when nobody can tell of an event whether it was restored or recorded since.
   */
  readonly adopt: Effect.Effect<Adoption, StoreError>
  /**
   * Moves usage events and ended records of long ago to tables of their own, so that nothing that works every hour gets slower.
   *
   * Every figure stays the same, audits read both, and an id that is archived stays recorded for ever. What waits in an open hour,
   * and what is not counted or has not ended, stays. Run it as the owner of the schema.
   *
   * - **Guarantees**: piece by piece, each all or nothing and with a row in `intervention`; one that was cut off is gone on with by the
   *   next call. Recorders do not wait for it but to repeat what is being moved; sealings wait for a piece at most.
   * - **Errors**: `StoreRefused` when `before` is less than 62 days ago, and on a restored dump that is not adopted.
   */
  readonly archive: (options: ArchiveOptions) => Effect.Effect<Archived, StoreError>
}

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
 *
 * **Example** (A database that does not answer: nothing is recorded, and you hear of it)
 *
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter, StoreError } from "@tallyhour/core"
 *     import { Pool } from "pg"
 *
 *     const pool = new Pool({ connectionString: "postgres://tallyhour@127.0.0.1:1/app" })
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: postgresStore(pool),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     const thrown = await meter.balances().catch((error: unknown) => error)
 *
 *     thrown instanceof StoreError && thrown.reason._tag // => "StoreUnavailable"
 *     await meter.close()
 *     await pool.end()
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
 *
 * **Example** (Usage in the transaction of what was used)
 *
 *     import { PGlite } from "@electric-sql/pglite"
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *
 *     const pglite = new PGlite()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: pgliteStore(pglite),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     await meter.migrate()
 *     const occurredAt = new Date()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: "2.5", occurredAt }
 *
 *     await pglite.transaction((transaction) => meter.record(transaction, usage))
 *     // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     const [balance] = await meter.balances()
 *     balance?.recorded // => "2.5"
 *     await meter.close()
 *     await pglite.close()
 */
export const pgliteStore = (pglite: PGlite, options?: PostgresStoreOptions): PostgresStore =>
  kyselyStore(new Kysely<unknown>({ dialect: new PGliteDialect({ pglite }) }), options)

/**
 * Returns the store behind a Kysely database that is there already. The database stays yours: destroy it when you are done.
 *
 * - **Shape**: any type of database will do, because your tables are of no concern to ours.
 *
 * **Example** (A repeat in a second transaction counts once)
 *
 *     import { PGlite } from "@electric-sql/pglite"
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *     import { Kysely, PGliteDialect } from "kysely"
 *
 *     const db = new Kysely<{ documents: { id: string } }>({ dialect: new PGliteDialect({ pglite: new PGlite() }) })
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: kyselyStore(db),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     await meter.migrate()
 *     const occurredAt = new Date()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: "2.5", occurredAt }
 *     const record = () => db.transaction().execute((transaction) => meter.record(transaction, usage))
 *
 *     await record() // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     await record() // => { recorded: 0, alreadyRecorded: ["doc-1"], late: [] }
 *     await meter.close()
 *     await db.destroy()
 */
export const kyselyStore = <Tables>(
  db: Kysely<Tables>,
  options: PostgresStoreOptions = {}
): PostgresStore => {
  const names = namesIn(options.schema ?? defaultSchema)
  const untyped = db as unknown as Kysely<unknown>
  const database = postgresDatabase(untyped, names)
  const outboxIn = (transaction: PostgresTransaction) => postgresUsageOutboxIn(runnerIn(transaction), names)
  return {
    layer: Layer.mergeAll(
      Layer.succeed(UsageOutbox, postgresUsageOutbox(database)),
      Layer.succeed(RecordLedger, postgresRecordLedger(database)),
      Layer.succeed(RecordReview, postgresRecordReview(database)),
      Layer.succeed(SubscriptionRegistry, postgresSubscriptionRegistry(database)),
      Layer.succeed(AgreementInbox, postgresAgreementInbox(database)),
      Layer.succeed(Books, postgresBooks(database)),
      Layer.succeed(LedgerAudit, postgresLedgerAudit(database))
    ),
    outboxIn,
    layerIn: (transaction) => Layer.succeed(UsageOutbox, outboxIn(transaction)),
    adopt: adoptCount(untyped, names),
    archive: (what) => archiveFinished(database, what),
    migrate: migrate(untyped, names.schema),
    reporters: Layer.succeed(ReporterStore, postgresReporterStore(database))
  }
}

const isEmitter = (
  client: unknown
): client is { readonly on: (event: "error", listener: () => void) => unknown } =>
  typeof client === "object" && client !== null && "on" in client && typeof client.on === "function"
