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
 * **Example** (In a transaction of postgres.js; and the `sql` of the pool, which is refused)
 *
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *     import { Pool } from "pg"
 *     import postgres from "postgres"
 *
 *     const pool = new Pool()
 *     const sql = postgres()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: postgresStore(pool),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     const record = (trx: PostgresJsTransaction) =>
 *       meter.record(postgresJsTransaction(trx), {
 *         eventId: "doc-1",
 *         account: "acme",
 *         meter: "pages",
 *         quantity: 3,
 *         occurredAt: new Date()
 *       })
 *     const printPages = () => sql.begin((trx) => record(trx))
 *     // @ts-expect-error -- It is no transaction, which the types see, too.
 *     const refusal = await record(sql).catch((error: Error) => error.message)
 *
 *     typeof printPages // => "function"
 *     String(refusal).includes("this is no transaction") // => true
 *     await meter.close()
 *     await sql.end()
 *     await pool.end()
 */
export const postgresJsTransaction = (transaction: PostgresJsTransaction): SqlTransaction =>
  driverTransaction(async (text, parameters) => rowsOf(await transaction.unsafe(text, [...parameters])), {
    isTransaction: typeof transaction?.savepoint === "function" && !("begin" in transaction)
  })
