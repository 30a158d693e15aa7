import { driverTransaction, type SqlTransaction } from "../SqlTransaction.ts"
import { piecesOf } from "./piecesOf.ts"
import { rowsOf } from "./rowsOf.ts"

/** The slice of a Drizzle transaction that runs SQL. */
export interface DrizzleTransaction {
  // A database of Drizzle's that is no transaction cannot roll back.
  rollback(): unknown
  execute(query: unknown): PromiseLike<unknown>
}

/** Drizzle's own `sql`, by which a statement and its parameters are put together. */
export interface DrizzleSql {
  join(pieces: Array<unknown>): unknown
  param(value: unknown): unknown
  raw(text: string): unknown
}

/**
 * Joins a transaction of Drizzle, on `pg`, postgres.js or PGlite. Pass its `sql`, from `drizzle-orm`, too.
 *
 * - **Errors**: a database that is no transaction; whatever is recorded with it is refused as `StoreError`.
 *
 * **Example** (In a transaction of Drizzle)
 *
 *     import { PGlite } from "@electric-sql/pglite"
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *     import { sql } from "drizzle-orm"
 *     import { drizzle } from "drizzle-orm/pglite"
 *
 *     const pglite = new PGlite()
 *     const db = drizzle(pglite)
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: pgliteStore(pglite),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     await meter.migrate()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt: new Date() }
 *
 *     await db.transaction((tx) => meter.record(drizzleTransaction(tx, sql), usage))
 *     // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     await meter.close()
 *     await pglite.close()
 */
export const drizzleTransaction = (transaction: DrizzleTransaction, sql: DrizzleSql): SqlTransaction =>
  driverTransaction(
    async (text, parameters) => {
      const { texts, values } = piecesOf(text, parameters)
      const pieces = texts.flatMap((piece, i) =>
        i < values.length ? [sql.raw(piece), sql.param(values[i])] : [sql.raw(piece)]
      )
      return rowsOf(await transaction.execute(sql.join(pieces)))
    },
    { isTransaction: typeof transaction?.rollback === "function" }
  )
