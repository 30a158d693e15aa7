import { StoreError } from "@tallyhour/core"
import { Effect, Schema } from "effect"
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
  /** Runs one statement by itself, and in a transaction of our own when it loses against another one. */
  readonly run: <A>(work: (run: SqlRunner) => Promise<A>) => Effect.Effect<A, StoreError>
}

/** Joins a Kysely database with the names of our tables. */
export const postgresDatabase = (db: Kysely<unknown>, names: Names): PostgresDatabase => {
  const plain = db.withoutPlugins()
  const once = <A>(work: () => Promise<A>) =>
    Effect.tryPromise({ try: work, catch: (cause) => cause }).pipe(
      Effect.catch((cause) => (isFault(cause) ? Effect.die(cause) : Effect.fail(storeErrorFor(cause))))
    )
  const isBusy = (error: StoreError) => error.reason._tag === "StoreBusy"
  // Each statement must see what committed before it, whatever the database's default is.
  const transact = <A>(work: (run: SqlRunner) => Promise<A>) =>
    once(() =>
      plain
        .transaction()
        .setIsolationLevel("read committed")
        .execute((transaction) => work(runnerOf(transaction)))
    ).pipe(Effect.retry({ times: repeatsMax, while: isBusy }))
  return {
    names,
    transact,
    // Where the default is stricter than ours, a statement by itself loses for as long as others write the same rows.
    run: (work) => once(() => work(runnerOf(plain))).pipe(Effect.catchIf(isBusy, () => transact(work)))
  }
}

// Drivers throw plain errors; these are mistakes in code, and must never pass for a database that is away for a while.
const isFault = (cause: unknown): boolean =>
  cause instanceof TypeError ||
  cause instanceof RangeError ||
  cause instanceof SyntaxError ||
  cause instanceof ReferenceError ||
  Schema.isSchemaError(cause)
