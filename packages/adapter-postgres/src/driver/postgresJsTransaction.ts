import { driverTransaction, type SqlTransaction } from "../SqlTransaction.ts"
import { rowsOf } from "./rowsOf.ts"

/** The slice of the `sql` that postgres.js hands to the callback of `begin` that runs SQL. */
export interface PostgresJsTransaction {
  // Only what is not in a transaction has this.
  readonly begin?: never
  readonly savepoint: (...given: Array<never>) => unknown
  unsafe(text: string, parameters: Array<string | null>): PromiseLike<ReadonlyArray<unknown>>
}

/**
 * Joins a transaction of postgres.js: the `sql` that `sql.begin(async (sql) => …)` hands in.
 *
 * - **Errors**: the `sql` of the pool is no transaction; whatever is recorded with it is refused as `StoreError`.
 *
 * **Example** (In a transaction of postgres.js)
 *
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *     import { Pool } from "pg"
 *     import postgres from "postgres"
 *
 *     const connectionString = "postgres://tallyhour@127.0.0.1:1/app"
 *     const pool = new Pool({ connectionString })
 *     const sql = postgres(connectionString)
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: postgresStore(pool),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt: new Date() }
 *     const answer = await sql
 *       .begin((trx) => meter.record(postgresJsTransaction(trx), usage))
 *       .catch(() => "nothing is recorded where there is no database")
 *
 *     answer // => "nothing is recorded where there is no database"
 *     await meter.close()
 *     await sql.end()
 *     await pool.end()
 */
export const postgresJsTransaction = (transaction: PostgresJsTransaction): SqlTransaction =>
  driverTransaction(async (text, parameters) => rowsOf(await transaction.unsafe(text, [...parameters])), {
    isTransaction: typeof transaction?.savepoint === "function" && !("begin" in transaction)
  })
