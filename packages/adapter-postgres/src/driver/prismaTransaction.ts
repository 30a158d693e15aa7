import { driverTransaction, type SqlTransaction } from "../SqlTransaction.ts"
import { rowsOf } from "./rowsOf.ts"

/** The slice of Prisma's client inside of an interactive transaction that runs SQL. */
export interface PrismaTransaction {
  // Only the client itself has this; its statements would not be part of a transaction.
  readonly $connect?: never
  $queryRawUnsafe(text: string, ...values: Array<string | null>): PromiseLike<unknown>
}

/**
 * Joins an interactive transaction of Prisma: the client that `$transaction(async (tx) => …)` hands in.
 *
 * - **Errors**: Prisma's client itself is no transaction; whatever is recorded with it is refused as `StoreError`.
 *
 * **Example** (The client itself is refused)
 *
 *     import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { createMeter } from "@tallyhour/core"
 *     import { Pool } from "pg"
 *
 *     const pool = new Pool()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store: postgresStore(pool),
 *       transport: memoryTransport(makeMarketplaceEmulator())
 *     })
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt: new Date() }
 *     const prisma = { $connect: async () => undefined, $queryRawUnsafe: async () => [] }
 *     const record = (tx: PrismaTransaction) => meter.record(prismaTransaction(tx), usage)
 *     // @ts-expect-error -- It is no transaction, which the types see, too.
 *     const refusal = await record(prisma).catch((error: Error) => error.message)
 *
 *     String(refusal).includes("this is no transaction") // => true
 *     await meter.close()
 *     await pool.end()
 */
export const prismaTransaction = (transaction: PrismaTransaction): SqlTransaction =>
  driverTransaction(
    async (text, parameters) => rowsOf(await transaction.$queryRawUnsafe(text, ...parameters)),
    { isTransaction: transaction !== undefined && !("$connect" in transaction) }
  )
