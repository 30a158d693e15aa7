import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { sql } from "kysely"
import type { Migration } from "kysely/migration"
import type { Pool } from "pg"
import { assert, describe, it } from "vitest"
import { append, balances, leaseDue, link, sealDue, usage } from "../../test/steps.ts"
import { freshSchema, testDatabase } from "../../test/testDatabase.ts"
import { catalogueOf } from "../../test/catalogueOf.ts"
import { migrationsOf } from "./migrate.ts"
import { migrationSteps } from "./migrationSteps.ts"
import { defaultSchema } from "./Names.ts"
import { quotedName } from "./quoted.ts"
import { schemaSql } from "./schemaSql.ts"

const database = testDatabase()
const checkedIn = readFileSync(new URL("schema.sql", import.meta.url), "utf8")

/** Names that Postgres only takes in quotes, and some that break out of quotes of a kind. */
const hostileNames = [
  `Tally "Hour"; it's $$ and $body1$, \\ -- \n`,
  "$tallyhour$",
  "select",
  // 63 bytes, which is as long as a name can be.
  `${"ё".repeat(31)}x`
]

describe("the schema as plain SQL", () => {
  it("stands in schema.sql as the migrations have it; otherwise: npm run docs", async () => {
    assert.strictEqual(checkedIn, await schemaSql())
  })

  it("goes on from the migration that is asked for", async () => {
    const text = await schemaSql({ from: 2 })

    assert.notInclude(text, "create schema")
    assert.notInclude(text, "-- 0001")
    assert.include(text, "-- 0003_nothing_is_lost")
  })

  it("takes no migration whose statements have parameters, because a file has none", async () => {
    const broken: Migration = {
      up: async (db) => {
        await sql`select ${1}`.execute(db)
      }
    }

    const refusal = await migrationSteps({ broken }, "a").then(String, String)

    assert.match(refusal, /has parameters/)
  })
})

describe.skipIf(database.isMissing)("a schema that plain SQL has made", () => {
  const runFile = async (pool: Pool, text: string): Promise<void> => {
    await pool.query(`begin; ${text}; commit`)
  }

  it("is the one that migrate makes, and migrate finds nothing to do in it", async () => {
    const { pool, store } = await database.open({ isMigrated: false, schema: defaultSchema })
    const { schema } = await database.open()

    await runFile(pool, checkedIn)
    const made = await catalogueOf(pool, defaultSchema)
    await Effect.runPromise(store.migrate)

    assert.isAbove(made.length, 200)
    assert.deepStrictEqual(made, await catalogueOf(pool, schema))
    assert.deepStrictEqual(made, await catalogueOf(pool, defaultSchema))
  })

  it("half, is brought to its end by migrate; and by more SQL what migrate has begun", async () => {
    const [bySql, byMigrate] = [freshSchema(), freshSchema()]
    const { pool, store } = await database.open({ isMigrated: false, schema: bySql })
    const whole = await schemaSql({ schema: bySql })
    const steps = await migrationSteps(migrationsOf(byMigrate), byMigrate)

    await runFile(pool, whole.slice(0, whole.indexOf("-- 0003")))
    await Effect.runPromise(store.migrate)
    const first = await schemaSql({ schema: byMigrate })
    await runFile(pool, first.slice(0, first.indexOf("-- 0003")))
    await runFile(pool, await schemaSql({ from: 3, schema: byMigrate }))

    const { rows } = await pool.query(`select name from ${quotedName(byMigrate, "migration")} order by name`)
    assert.deepStrictEqual(
      rows,
      steps.map(({ name }) => ({ name }))
    )
    assert.deepStrictEqual(await catalogueOf(pool, bySql), await catalogueOf(pool, byMigrate))
  })

  it("that is run twice changes nothing the second time", async () => {
    const schema = freshSchema()
    const { pool, run } = await database.open({ isMigrated: false, schema })
    const text = await schemaSql({ schema })
    await runFile(pool, text)
    await run(append([usage({ account: "a" })]))

    const refusal = await runFile(pool, text).then(String, String)
    await pool.query("rollback")

    assert.match(refusal, /already exists/)
    assert.strictEqual((await run(balances)).length, 1)
  })

  it("has no function that finds anything by the path of whoever calls it", async () => {
    const { pool, schema } = await database.open()

    const { rows } = await pool.query<{ name: string; path: string | null }>(
      `select routine.proname as name,
         (select setting from unnest(routine.proconfig) setting where setting like 'search_path=%') as path
       from pg_proc routine where routine.pronamespace = $1::regnamespace order by name`,
      [quotedName(schema)]
    )

    assert.isAbove(rows.length, 15)
    assert.deepStrictEqual(
      rows.filter(({ path }) => path !== "search_path=pg_catalog, pg_temp"),
      []
    )
  })

  it.each(hostileNames)("may be called %j, and migrate finds nothing to do in it", async (schema) => {
    const { pool, run, store } = await database.open({ config: { max: 1 }, isMigrated: false, schema })
    await runFile(pool, await schemaSql({ schema }))

    await Effect.runPromise(store.migrate)
    await run(link(["a"]))
    await run(append([usage({ account: "a" })]))
    await run(sealDue())
    const lease = await run(leaseDue())
    const refusals = await Promise.all(
      [
        `delete from ${quotedName(schema, "usage_event")}`,
        `update ${quotedName(schema, "usage_event")} set quantity = 0`,
        `update ${quotedName(schema, "usage_record")} set quantity = 0`
      ].map((statement) =>
        pool.query(statement).then(String, (error: { readonly code: string }) => error.code)
      )
    )

    assert.strictEqual(lease.records.length, 1)
    assert.deepStrictEqual(refusals, ["23001", "23001", "23001"])
  })
})
