import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder
} from "kysely"
import { isSqlTransaction, noTransaction, probe, runSqlIn, type SqlTransaction } from "./SqlTransaction.ts"

/** The slice of a `pg` client that runs SQL; a PGlite transaction has it, too. */
export interface QueryClient {
  // A pool, and a PGlite that is no transaction, have these; their statements would not be part of one.
  readonly idleCount?: never
  readonly transaction?: never
  // A client of `pg` knows what the server said last; "I" is outside of a transaction.
  readonly getTransactionStatus?: () => string | null
  readonly query: (text: string, values: Array<unknown>) => Promise<{ readonly rows: ReadonlyArray<unknown> }>
}

/** What runs a compiled query, as Kysely has it. */
interface QueryExecutor {
  readonly executeQuery: <Row>(query: CompiledQuery<Row>) => Promise<{ readonly rows: Array<Row> }>
}

/** The slice of a Kysely transaction that runs SQL, whatever tables it knows. */
export interface KyselyTransaction {
  readonly isTransaction: true
  readonly withoutPlugins: () => QueryExecutor
}

/**
 * A transaction of the caller's own: Kysely's, a connected client on which `begin` has run, or any other driver's by `sqlTransaction`
 * or the function that is named as the driver.
 *
 * - **Shape**: a pool is not a transaction: its statements may run on different connections.
 */
export type PostgresTransaction = KyselyTransaction | QueryClient | SqlTransaction

/** Runs one of our statements, wherever the caller wants it run. */
export type SqlRunner = <Row>(statement: RawBuilder<Row>) => Promise<ReadonlyArray<Row>>

/** Returns what runs our statements inside a caller's transaction. */
export const runnerIn = (transaction: PostgresTransaction): SqlRunner => {
  if (!isTransaction(transaction)) return () => Promise.reject(noTransaction())
  if (isSqlTransaction(transaction)) {
    const runSql = runSqlIn(transaction)
    return async <Row>(statement: RawBuilder<Row>) => {
      const { parameters, sql } = statement.compile(compiler)
      return (await runSql(sql, parameters.map(asParameter))) as ReadonlyArray<Row>
    }
  }
  // A caller's plugins would rename the columns of our rows.
  if (isKysely(transaction)) return runnerOf(transaction.withoutPlugins())
  return async <Row>(statement: RawBuilder<Row>) => {
    const { parameters, sql } = statement.compile(compiler)
    // Its begin may still be on its way, and then the server, which is asked after it, knows better.
    if (transaction.getTransactionStatus?.() === "I")
      await probe(async (text) => (await transaction.query(text, [])).rows)
    const { rows } = await transaction.query(sql, [...parameters])
    // The statement fixes the shape of its rows; each is decoded field by field where it is read.
    return rows as ReadonlyArray<Row>
  }
}

/** Returns what runs our statements on a Kysely database or transaction. */
export const runnerOf =
  (db: QueryExecutor): SqlRunner =>
  async (statement) =>
    (await db.executeQuery(statement.compile(compiler))).rows

// Types are no help to a caller without them, and usage outside its transaction is money won or lost by chance.
const isTransaction = (given: unknown): given is PostgresTransaction => {
  if (typeof given !== "object" || given === null) return false
  if (isSqlTransaction(given)) return true
  // Knex has the first of these, too.
  if ("isTransaction" in given) return given.isTransaction === true && "withoutPlugins" in given
  return (
    "query" in given &&
    typeof given.query === "function" &&
    !("idleCount" in given) &&
    !("transaction" in given)
  )
}

const isKysely = (transaction: PostgresTransaction): transaction is KyselyTransaction =>
  "isTransaction" in transaction

// What a driver makes of anything but text is its own business: our statements say themselves what a text means.
const asParameter = (parameter: unknown): string | null => {
  if (typeof parameter === "string" || parameter === null) return parameter
  throw new TypeError("a statement that runs in the caller's transaction takes text only")
}

// Writes Postgres SQL and has no connection: the text goes to whatever the caller hands in.
const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler()
  }
})
