import { StoreError } from "@tallyhour/core"
import { rolesSql, schemaSql } from "@tallyhour/adapter-postgres"
import { Effect, Option, type Redacted } from "effect"
import { DatabaseProblem } from "../database/DatabaseProblem.ts"
import { givenDatabase } from "../database/givenDatabase.ts"
import { openDatabase } from "../database/openDatabase.ts"

/** What `tallyhour migrate` is told. */
export interface MigrateOptions {
  readonly database: Option.Option<Redacted.Redacted>
  readonly from: number
  readonly rolePrefix: Option.Option<string>
  readonly roles: boolean
  readonly schema: string
  readonly sql: boolean
}

/** Migrates a schema and says so, or prints the SQL that does. */
export const runMigrate = Effect.fn("migrateCommand")(function* (options: MigrateOptions) {
  if (options.sql || options.roles) {
    process.stdout.write(yield* sqlOf(options))
    return
  }
  const address = yield* givenDatabase(options.database)
  const store = yield* openDatabase(address, options.schema)
  yield* store.migrate.pipe(
    Effect.mapError(({ message }) => new DatabaseProblem({ problem: address.withoutPassword(message) }))
  )
  process.stdout.write(
    `The schema ${JSON.stringify(options.schema)} of ${address.shown} has the tables of this version.\n`
  )
})

const sqlOf = ({
  from,
  rolePrefix,
  roles,
  schema,
  sql
}: MigrateOptions): Effect.Effect<string, DatabaseProblem> =>
  Effect.tryPromise({
    try: async () =>
      (sql ? await schemaSql({ from, schema }) : "") +
      (roles ? rolesSql({ schema, ...(Option.isSome(rolePrefix) ? { prefix: rolePrefix.value } : {}) }) : ""),
    catch: (cause) => cause
  }).pipe(
    Effect.catch((cause) =>
      cause instanceof StoreError
        ? Effect.fail(new DatabaseProblem({ problem: cause.message }))
        : Effect.die(cause)
    )
  )
