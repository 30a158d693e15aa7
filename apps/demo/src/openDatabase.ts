import { PGlite } from "@electric-sql/pglite"
import { Kysely, PGliteDialect, PostgresDialect, sql } from "kysely"
import pg from "pg"

/** The schema in which the demo keeps its own table and the metering tables. Emptied at every start. */
export const demoSchema = "tallyhour_demo"

/** The service's own tables. */
export interface ServiceTables {
  readonly "tallyhour_demo.document": {
    readonly id: string
    readonly account: string
    readonly pages: number
  }
}

/** The service's database. */
export interface Database {
  readonly db: Kysely<ServiceTables>
  readonly name: string
}

/** Opens the Postgres of `DATABASE_URL`, or an embedded one where there is none, with an empty demo schema. */
export const openDatabase = async (databaseUrl: string | undefined): Promise<Database> => {
  const db = new Kysely<ServiceTables>({ dialect: databaseUrl ? await postgres(databaseUrl) : embedded() })
  await sql`drop schema if exists ${sql.id(demoSchema)} cascade`.execute(db)
  await sql`create schema ${sql.id(demoSchema)}`.execute(db)
  await sql`create table ${sql.id(demoSchema, "document")} (
    id text primary key, account text not null, pages integer not null
  )`.execute(db)
  return { db, name: databaseUrl ? "the Postgres of DATABASE_URL" : "an embedded Postgres (PGlite)" }
}

const embedded = () => new PGliteDialect({ pglite: new PGlite() })

const postgres = async (connectionString: string) => {
  const pool = new pg.Pool({ connectionString, max: 4 })
  // An unheard error of an idle connection would end the process.
  pool.on("error", () => undefined)
  return new PostgresDialect({ pool })
}
