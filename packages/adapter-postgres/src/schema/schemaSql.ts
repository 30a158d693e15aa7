import { beginMigration, createMigrationTable, migrationSteps, tableWaitMax } from "./migrationSteps.ts"
import { migrationsOf } from "./migrate.ts"
import { defaultSchema } from "./Names.ts"
import { quotedName } from "./quoted.ts"

/**
 * Writes the migrations of a schema as plain SQL, for those who run their own.
 *
 * The SQL remembers what it has done as `migrate` does, so that either goes on where the other stopped.
 *
 * - **Shape**: to be run in one transaction; `from` is the number of the first migration, when earlier ones have run.
 *
 * **Example** (The tables, and the table that remembers the migrations)
 *
 *     const text = await schemaSql({ schema: "billing" })
 *
 *     text.includes('create table "billing"."usage_event"') // => true
 *     text.includes('insert into "billing"."migration"') // => true
 */
export const schemaSql = async ({
  from = 1,
  schema = defaultSchema
}: {
  readonly from?: number
  readonly schema?: string
} = {}): Promise<string> => {
  const steps = await migrationSteps(migrationsOf(schema), schema)
  const wanted = steps.filter(({ name }) => Number.parseInt(name, 10) >= from)
  const first = [`create schema if not exists ${quotedName(schema)}`, createMigrationTable(schema)]
  return [
    heading,
    ...[...beginMigration(schema, tableWaitMax), ...(from <= 1 ? first : [])].map(asStatement),
    ...wanted.flatMap(({ name, statements }) => [`-- ${name}\n`, ...statements.map(asStatement)])
  ].join("\n")
}

const heading = `-- The tables of Tallyhour. Written from its migrations: do not edit.
-- Run it in one transaction, of the isolation level read committed: psql --single-transaction -v ON_ERROR_STOP=1 -f schema.sql
`

const asStatement = (statement: string): string => `${statement};\n`
