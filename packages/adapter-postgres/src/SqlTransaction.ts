import { StoreError, StoreRefused } from "@tallyhour/core"

/**
 * Runs one SQL statement inside a transaction of the caller's, and returns its rows.
 *
 * - **Shape**: the statement names its parameters `$1`, `$2` and so on; each is text or null, and every column that comes back is
 *   text. Hand them through unchanged.
 */
export type RunSql = (
  text: string,
  parameters: ReadonlyArray<string | null>
) => PromiseLike<ReadonlyArray<unknown>>

const running = Symbol.for("@tallyhour/adapter-postgres/SqlTransaction")

/** A transaction of the caller's, of any driver, made by `sqlTransaction` or by the function that is named as the driver. */
export interface SqlTransaction {
  readonly [running]: RunSql
}

/**
 * Joins the transaction of any driver, by a function that runs SQL in it.
 *
 * - **Shape**: for one transaction; make another one for the next. Its first statement is `savepoint`, which Postgres refuses outside
 *   of a transaction, so a function that runs on a pool records nothing.
 * - **Errors**: where it is no transaction, whatever is recorded is refused as `StoreError`.
 *
 * **Example** (A driver that we do not know; and what forgets to begin)
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
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt: new Date() }
 *     const record = () =>
 *       meter.record(
 *         sqlTransaction(async (text, parameters) => (await pglite.query(text, [...parameters])).rows),
 *         usage
 *       )
 *
 *     const refusal = await record().catch((error: Error) => error.message)
 *
 *     String(refusal).includes("this is no transaction") // => true
 *     await pglite.exec("begin")
 *     await record() // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     await pglite.exec("commit")
 *     await meter.close()
 *     await pglite.close()
 */
export const sqlTransaction = (run: RunSql): SqlTransaction => {
  let probed: Promise<void> | undefined
  return driverTransaction(async (text, parameters) => {
    probed ??= probe(run)
    await probed
    return run(text, parameters)
  })
}

/** Joins the transaction of a driver that shows what it is; what is none refuses every statement. */
export const driverTransaction = (
  run: RunSql,
  { isTransaction = true }: { readonly isTransaction?: boolean } = {}
): SqlTransaction => ({ [running]: isTransaction ? run : () => Promise.reject(noTransaction()) })

/** Whether something is what one of our functions made of a driver's transaction. */
export const isSqlTransaction = (given: object): given is SqlTransaction => running in given

/** Returns what runs SQL in the caller's transaction. */
export const runSqlIn = (transaction: SqlTransaction): RunSql => transaction[running]

/** Says that what was handed in is no transaction. */
export const noTransaction = (): StoreError =>
  new StoreError({
    reason: new StoreRefused({
      detail:
        "this is no transaction; pass Kysely's, PGlite's, a connected pg client on which begin has run, or another driver's by sqlTransaction"
    })
  })

/**
 * Asks the server whether `run` is in a transaction, and refuses if it is not.
 *
 * A transaction of one statement ends with it, and the caller's work would be in another one.
 */
export const probe = async (run: RunSql): Promise<void> => {
  try {
    await run("savepoint tallyhour_probe", [])
  } catch (cause) {
    throw hasCode(cause, "25P01") ? noTransaction() : cause
  }
  await run("release savepoint tallyhour_probe", [])
}

const hasCode = (cause: unknown, code: string): boolean =>
  typeof cause === "object" && cause !== null && "code" in cause && cause.code === code
