import { driverTransaction, type SqlTransaction } from "../SqlTransaction.ts"
import { piecesOf } from "./piecesOf.ts"
import { rowsOf } from "./rowsOf.ts"

/** The slice of a Knex transaction that runs SQL. */
export interface KnexTransaction {
  readonly isCompleted: () => boolean
  raw(text: string, bindings: ReadonlyArray<string | null>): PromiseLike<unknown>
}

/**
 * Joins a transaction of Knex, of its client `pg`.
 *
 * - **Errors**: Knex itself is no transaction; whatever is recorded with it is refused as `StoreError`.
 *
 * **Example** (In a transaction of Knex; and Knex itself, which is refused)
 *
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *     import knex from "knex"
 *     import { Pool } from "pg"
 *
 *     const pool = new Pool()
 *     const db = knex({ client: "pg" })
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: postgresStore(pool),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     const record = (trx: KnexTransaction) =>
 *       meter.record(knexTransaction(trx), {
 *         eventId: "doc-1",
 *         account: "acme",
 *         meter: "pages",
 *         quantity: 3,
 *         occurredAt: new Date()
 *       })
 *     const printPages = () => db.transaction((trx) => record(trx))
 *     // @ts-expect-error -- It is no transaction, which the types see, too.
 *     const refusal = await record(db).catch((error: Error) => error.message)
 *
 *     typeof printPages // => "function"
 *     String(refusal).includes("this is no transaction") // => true
 *     await meter.close()
 *     await db.destroy()
 *     await pool.end()
 */
export const knexTransaction = (transaction: KnexTransaction): SqlTransaction =>
  driverTransaction(
    async (text, parameters) => {
      const { texts, values } = piecesOf(text, parameters)
      // Knex writes a parameter as a question mark, and an operator of that name with a backslash.
      const raw = texts.map((piece) => piece.replaceAll("?", String.raw`\?`)).join("?")
      return rowsOf(await transaction.raw(raw, values))
    },
    { isTransaction: typeof transaction?.isCompleted === "function" }
  )
