import type { PostgresStore } from "@tallyhour/adapter-postgres"
import { Effect, Redacted, type Scope } from "effect"
import { DatabaseProblem } from "./DatabaseProblem.ts"
import type { DatabaseAddress } from "./DatabaseAddress.ts"

/** How long the server may take to answer at first. */
const connectionTimeoutMillis = 10_000

/**
 * Connects to the store in a schema of a database, as it is: nothing is created or changed.
 *
 * - **Errors**: `DatabaseProblem` when the server does not answer or does not let us in.
 */
export const openDatabase = Effect.fnUntraced(function* (
  address: DatabaseAddress,
  schema: string
): Effect.fn.Return<PostgresStore, DatabaseProblem, Scope.Scope> {
  const [{ default: pg }, { postgresStore }] = yield* Effect.promise(() =>
    Promise.all([import("pg"), import("@tallyhour/adapter-postgres")])
  )
  const connectionString = Redacted.value(address.url)
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => new pg.Pool({ connectionString, connectionTimeoutMillis, max: 2 })),
    (opened) => Effect.promise(() => opened.end())
  )
  const store = postgresStore(pool, { schema })
  yield* Effect.tryPromise({
    try: () => pool.query("select 1 as answer"),
    catch: (cause) =>
      new DatabaseProblem({
        problem: `The database ${address.shown} cannot be used: ${address.withoutPassword(reasonOf(cause))}.`
      })
  })
  return store
})

const reasonOf = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  const reasons: Readonly<Record<string, string>> = {
    "28P01": "the server refuses the user or the password",
    "3D000": "the server has no database of that name",
    ECONNREFUSED: "nothing listens at that host and port",
    ENOTFOUND: "there is no such host"
  }
  return reasons[code] ?? (cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause))
}
