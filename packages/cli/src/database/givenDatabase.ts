import { Effect, Option, Redacted } from "effect"
import { Flag } from "effect/cli"
import { addressOf, type DatabaseAddress } from "./DatabaseAddress.ts"
import { DatabaseProblem } from "./DatabaseProblem.ts"

/** The flags of every command that works with a database. */
export const databaseFlags = {
  database: Flag.Redacted("database").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription("The Postgres database that holds the ledger; DATABASE_URL if absent"),
    Flag.optional
  ),
  schema: Flag.String("schema").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The schema of the tables; tallyhour if absent"),
    Flag.withDefault("tallyhour")
  )
}

/** Returns the database that a command is given, by its flag or by the environment. */
export const givenDatabase = (
  database: Option.Option<Redacted.Redacted>
): Effect.Effect<DatabaseAddress, DatabaseProblem> => {
  const url = Option.getOrUndefined(database) ?? fromEnvironment()
  return url === undefined
    ? Effect.fail(
        new DatabaseProblem({
          problem: "There is no database: give its address with --database, or in DATABASE_URL."
        })
      )
    : addressOf(url)
}

const fromEnvironment = (): Redacted.Redacted | undefined => {
  const url = process.env.DATABASE_URL
  return url === undefined || url === "" ? undefined : Redacted.make(url)
}
