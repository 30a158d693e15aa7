import type { MeteringStore } from "@tallyhour/core"
import { Effect, Random, type Scope } from "effect"
import { ReplayProblem } from "./ReplayProblem.ts"

/** Where a replay keeps its outbox and ledger. */
export type StoreName = "pglite" | "postgres" | "memory"

/**
 * Opens an empty store for one replay, and takes it away at the end.
 *
 * - **Shape**: `postgres` uses the server of `DATABASE_URL`, in a schema of its own that is dropped afterwards.
 */
export const openStore = (
  name: StoreName,
  databaseUrl: string | undefined
): Effect.Effect<MeteringStore<never>, ReplayProblem, Scope.Scope> => {
  switch (name) {
    case "memory":
      return Effect.promise(async () => (await import("@tallyhour/adapter-memory")).memoryStore())
    case "pglite":
      return openPglite
    case "postgres":
      return databaseUrl === undefined
        ? Effect.fail(
            new ReplayProblem({
              problem: "--store postgres needs DATABASE_URL, the address of a Postgres server."
            })
          )
        : openPostgres(databaseUrl)
  }
}

const openPglite = Effect.gen(function* () {
  const [{ PGlite }, { pgliteStore }] = yield* Effect.promise(() =>
    Promise.all([import("@electric-sql/pglite"), import("@tallyhour/adapter-postgres")])
  )
  const pglite = yield* Effect.acquireRelease(
    Effect.promise(() => PGlite.create()),
    (database) => Effect.promise(() => database.close())
  )
  return pgliteStore(pglite)
})

const openPostgres = Effect.fnUntraced(function* (connectionString: string) {
  const [{ default: pg }, { postgresStore }] = yield* Effect.promise(() =>
    Promise.all([import("pg"), import("@tallyhour/adapter-postgres")])
  )
  const schema = `tallyhour_replay_${(yield* Random.nextIntBetween(0, 2 ** 40)).toString(36)}`
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => new pg.Pool({ connectionString, max: 4 })),
    (opened) =>
      Effect.promise(async () => {
        await opened.query(`drop schema if exists ${schema} cascade`).catch(() => undefined)
        await opened.end()
      })
  )
  yield* Effect.tryPromise({
    try: () => pool.query("select 1"),
    catch: (cause) =>
      new ReplayProblem({ problem: `The Postgres server of DATABASE_URL does not answer: ${String(cause)}` })
  })
  return postgresStore(pool, { schema })
})
