import {
  DummyDriver,
  Kysely,
  type LogEvent,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler
} from "kysely"
import type { Migration } from "kysely/migration"

/**
 * Returns the statements of a migration as text: what is run is what stands in the file for those who run it themselves.
 *
 * - **Errors**: a statement with parameters is a mistake in the migration, because a file has none.
 */
export const statementsOf = async (migration: Migration): Promise<ReadonlyArray<string>> => {
  const texts: Array<string> = []
  const note = ({ query: { parameters, sql } }: LogEvent) => {
    if (parameters.length > 0) throw new TypeError(`a migration's statement has parameters: ${sql}`)
    texts.push(withoutIndent(sql))
  }
  await migration.up(new Kysely<unknown>({ dialect: noDatabase, log: note }))
  return texts
}

/** Moves a statement to the left as far as its last line allows: that is where it began. */
const withoutIndent = (sql: string): string => {
  const text = sql.trim()
  const indent = /\n( *)[^\n]*$/.exec(text)?.[1] ?? ""
  return text.replaceAll(`\n${indent}`, "\n")
}

// Writes Postgres SQL, and runs nothing.
const noDatabase = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler()
}
