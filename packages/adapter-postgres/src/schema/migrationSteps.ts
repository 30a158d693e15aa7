import type { Migration } from "kysely/migration"
import { quotedName, quotedText } from "./quoted.ts"
import { statementsOf } from "./statementsOf.ts"

/** A migration as statements, with the one that remembers it. */
export interface MigrationStep {
  readonly name: string
  readonly statements: ReadonlyArray<string>
}

/**
 * How long a migration waits for a table that others use, in milliseconds. Whoever records after it waits as long, because
 * locks are granted in the order in which they were asked for.
 */
export const tableWaitMax = 1_000

/** How long one migration waits for another one of the same schema at a time, in milliseconds. */
const turnWaitMax = 10_000

/** What begins the transaction of a migration: one at a time, and none that keeps the recorders waiting. */
export const beginMigration = (schema: string, waitMax: number): ReadonlyArray<string> => [
  `set local lock_timeout = ${Math.max(turnWaitMax, waitMax)}`,
  `select pg_advisory_xact_lock(hashtextextended(${quotedText(`tallyhour/migration/${schema}`)}, 0))`,
  `set local lock_timeout = ${waitMax}`
]

/** What creates the table that remembers which migrations have run. */
export const createMigrationTable = (schema: string): string =>
  `create table if not exists ${quotedName(schema, "migration")} (
  name varchar(255) not null primary key,
  "timestamp" varchar(255) not null
)`

/** Writes the migrations of a schema as statements, in their order. */
export const migrationSteps = (
  migrations: Readonly<Record<string, Migration>>,
  schema: string
): Promise<ReadonlyArray<MigrationStep>> =>
  Promise.all(
    Object.keys(migrations)
      .toSorted()
      .map(async (name) => ({
        name,
        statements: [...(await statementsOf(migrations[name]!)), remember(schema, name)]
      }))
  )

// By the server's clock, which a file must do with; only people read it.
const remember = (schema: string, name: string): string =>
  `insert into ${quotedName(schema, "migration")} (name, "timestamp") values (${quotedText(name)}, 'now'::timestamptz::text)`
