import { StoreError } from "@tallyhour/core"
import { Effect } from "effect"
import type { Kysely } from "kysely"
import type { Names } from "./schema/Names.ts"
import { runnerOf, type SqlRunner } from "./SqlRunner.ts"
import { storeErrorFor } from "./storeErrorFor.ts"

/** How often a transaction of our own is repeated after it lost against another. */
const repeatsMax = 5

/** The database of a store: our names in it, and ways to run our statements. */
export interface PostgresDatabase {
  readonly names: Names
  /** Runs statements in a transaction of our own, again when it loses against another one. */
  readonly transact: <A>(work: (run: SqlRunner) => Promise<A>) => Effect.Effect<A, StoreError>
  /** Runs one statement by itself. */
  readonly run: <A>(work: (run: SqlRunner) => Promise<A>) => Effect.Effect<A, StoreError>
}

/** Joins a Kysely database with the names of our tables. */
export const postgresDatabase = (db: Kysely<unknown>, names: Names): PostgresDatabase => {
  const plain = db.withoutPlugins()
  const attempt = <A>(work: () => Promise<A>) =>
    Effect.tryPromise({ try: work, catch: storeErrorFor }).pipe(
      Effect.retry({ times: repeatsMax, while: (error) => error.reason._tag === "StoreBusy" })
    )
  return {
    names,
    // Each statement must see what committed before it, whatever the database's default is.
    transact: (work) =>
      attempt(() =>
        plain
          .transaction()
          .setIsolationLevel("read committed")
          .execute((transaction) => work(runnerOf(transaction)))
      ),
    run: (work) => attempt(() => work(runnerOf(plain)))
  }
}
