import { StoreError } from "@tallyhour/core"
import { Effect, Schedule } from "effect"
import type { Kysely } from "kysely"
import type { Names } from "./schema/Names.ts"
import { runnerOf, type SqlRunner } from "./SqlRunner.ts"
import { attempt, patienceFor } from "./attempt.ts"

/** How often a transaction of our own is repeated after it lost against another. */
const repeatsMax = 5

// Those that lost against each other must not meet again at once.
const backoff = Schedule.jittered(Schedule.exponential("5 millis"))

/** Ways to run our statements. */
export interface PostgresRuns {
  /** Runs statements in a transaction of our own, again when it loses against another one. */
  readonly transact: <A>(work: (run: SqlRunner) => Promise<A>) => Effect.Effect<A, StoreError>
  /** Runs one statement by itself, and in a transaction of our own when it loses against another one. */
  readonly run: <A>(work: (run: SqlRunner) => Promise<A>) => Effect.Effect<A, StoreError>
}

/** The database of a store: our names in it, and ways to run our statements. */
export interface PostgresDatabase extends PostgresRuns {
  readonly names: Names
  /** The same for work on as much as there is, which the database may be long over. */
  readonly patiently: PostgresRuns
}

/** Joins a Kysely database with the names of our tables. */
export const postgresDatabase = (db: Kysely<unknown>, names: Names): PostgresDatabase => {
  const plain = db.withoutPlugins()
  return {
    names,
    ...runsOn(plain, patienceFor.brief),
    patiently: runsOn(plain, patienceFor.long)
  }
}

const runsOn = (plain: Kysely<unknown>, patience: number): PostgresRuns => {
  const isBusy = (error: StoreError) => error.reason._tag === "StoreBusy"
  // Each statement must see what committed before it, whatever the database's default is.
  const transact = <A>(work: (run: SqlRunner) => Promise<A>) =>
    attempt(
      () =>
        plain
          .transaction()
          .setIsolationLevel("read committed")
          .execute((transaction) => work(runnerOf(transaction))),
      { patience }
    ).pipe(Effect.retry({ schedule: backoff, times: repeatsMax, while: isBusy }))
  return {
    transact,
    // Where the default is stricter than ours, a statement by itself loses for as long as others write the same rows.
    run: (work) =>
      attempt(() => work(runnerOf(plain)), { patience }).pipe(Effect.catchIf(isBusy, () => transact(work)))
  }
}
