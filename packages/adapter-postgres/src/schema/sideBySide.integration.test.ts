import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import type { Migration } from "kysely/migration"
import { assert, describe, it } from "vitest"
import { append, balances, leaseDue, link, reasonOf, sealDue, usage } from "../../test/steps.ts"
import { testDatabase } from "../../test/testDatabase.ts"
import { migrate, migrationsOf } from "./migrate.ts"

const database = testDatabase()

interface Step {
  readonly step: string
  readonly statements: ReadonlyArray<{
    readonly parameters: Array<unknown>
    readonly rows: ReadonlyArray<unknown>
    readonly sql: string
  }>
}

/**
 * What the version of the first migration said to the server on the whole path, and what it heard: statements of a process that
 * was not replaced yet. The file stays as it is; a migration that breaks it breaks every rolling deployment.
 */
const version0001 = JSON.parse(
  readFileSync(new URL("../../test/version0001.json", import.meta.url), "utf8")
) as ReadonlyArray<Step>

describe.skipIf(database.isMissing)("I-28: old and new version on one schema", () => {
  it("the statements of the first version are answered as ever in the newest schema", async () => {
    const { pool, schema } = await database.open()
    const client = await pool.connect()

    const heard: Array<Step> = []
    for (const { statements, step } of version0001) {
      await client.query("begin")
      const answers = []
      for (const said of statements) {
        const { rows } = await client.query<object>(
          said.sql.replaceAll('"tallyhour".', `"${schema}".`),
          said.parameters
        )
        answers.push({ ...said, rows })
      }
      await client.query("commit")
      heard.push({ step, statements: answers })
    }
    client.release()

    assert.deepStrictEqual(heard, version0001)
    assert.include(
      version0001.map(({ step }) => step),
      "settle"
    )
  })

  it("what either version records is sealed once by the other", async () => {
    const { pool, run, schema } = await database.open()
    const [recording, sealing] = ["record", "seal"].map((name) =>
      version0001.find(({ step }) => step === name)!
    )
    await run(link(["acme"]))
    const say = async ({ statements }: Step) => {
      for (const { parameters, sql } of statements)
        await pool.query(sql.replaceAll('"tallyhour".', `"${schema}".`), parameters)
    }

    await run(append([usage({ account: "acme", quantity: "0.5" })]))
    await say(recording!)
    await say({ ...sealing!, statements: sealing!.statements.slice(0, 3) })
    const sealed = await run(sealDue())
    const lease = await run(leaseDue())

    assert.strictEqual(sealed.records, 1)
    assert.deepStrictEqual(
      lease.records.map(({ record }) => record.quantity),
      [7]
    )
  })

  it("the newest version in the first schema asks for its migrations where it misses something, and stores nothing", async () => {
    const { pool, run, schema } = await database.open({ isMigrated: false })
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    const [[name, first]] = Object.entries(migrationsOf(schema)) as [[string, Migration]]
    await Effect.runPromise(migrate(db, schema, { migrations: { [name]: first } }))

    const refusals = [
      await run(Effect.result(append([usage({ account: "a" })]))),
      await run(Effect.result(sealDue())),
      await run(Effect.result(leaseDue())),
      await run(Effect.result(balances))
    ]

    const { rows } = await pool.query(`select event_id from "${schema}".usage_event`)
    assert.deepStrictEqual(refusals.map(reasonOf), Array(4).fill("SchemaMismatch"))
    assert.deepStrictEqual(rows, [])
  })
})
