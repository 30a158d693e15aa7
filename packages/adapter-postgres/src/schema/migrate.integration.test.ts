import { Effect, Result } from "effect"
import type { Pool } from "pg"
import { assert, describe, it } from "vitest"
import { append, balances, leaseDue, link, reasonOf, sealDue, usage } from "../../test/steps.ts"
import { freshSchema, testDatabase } from "../../test/testDatabase.ts"

const database = testDatabase()

const migrations = [
  "0001_main_path",
  "0002_record_usage",
  "0004_append_events",
  "0005_lease_order",
  "0006_metered_dimension"
]

describe.skipIf(database.isMissing)("a migration", () => {
  it("run by twenty processes at once succeeds in all of them, and is applied by one", async () => {
    const schema = freshSchema()
    const all = await Promise.all(
      Array.from({ length: 20 }, () => database.open({ config: { max: 2 }, isMigrated: false, schema }))
    )

    await Promise.all(all.map(({ store }) => Effect.runPromise(store.migrate)))

    const { pool, run } = all[0]!
    const { rows } = await pool.query(`select name from "${schema}".migration order by name`)
    assert.deepStrictEqual(
      rows,
      migrations.map((name) => ({ name }))
    )
    assert.deepStrictEqual(await run(balances), [])
  })

  it("run again changes nothing", async () => {
    const { run, store } = await database.open()
    await run(append([usage({ account: "a" })]))

    await Effect.runPromise(store.migrate)

    assert.strictEqual((await run(balances)).length, 1)
  })

  it("that breaks in the middle leaves no table, and succeeds when the obstacle is gone", async () => {
    const { pool, run, schema, store } = await database.open({ isMigrated: false })
    await pool.query(`create schema "${schema}"; create table "${schema}".subscription (obstacle text)`)

    const refusal = await Effect.runPromise(Effect.result(store.migrate))
    const left = await tablesIn(pool, schema)
    await pool.query(`drop table "${schema}".subscription`)
    await Effect.runPromise(store.migrate)

    assert.strictEqual(reasonOf(refusal), "StoreRefused")
    assert.deepStrictEqual(left, ["migration", "migration_lock", "subscription"])
    assert.deepStrictEqual(await run(balances), [])
  })

  it("that may not create anything says so and does not crash", async () => {
    const { pool, store } = await database.open({
      config: { options: "-c default_transaction_read_only=on" },
      isMigrated: false
    })

    const refusal = await Effect.runPromise(Effect.result(store.migrate))

    assert.strictEqual(reasonOf(refusal), "StoreUnavailable")
    assert.strictEqual((await pool.query("select 1 as answer")).rowCount, 1)
  })
})

// Row 48 of the catalogue of bad inputs: a schema that does not fit.
describe.skipIf(database.isMissing)("row 48: a schema that does not fit", () => {
  it("is a SchemaMismatch for every step when it is not there", async () => {
    const { run } = await database.open({ isMigrated: false })

    const refusals = [
      await run(Effect.result(append([usage({ account: "a" })]))),
      await run(Effect.result(link(["a"]))),
      await run(Effect.result(sealDue())),
      await run(Effect.result(leaseDue())),
      await run(Effect.result(balances))
    ]

    assert.deepStrictEqual(refusals.map(reasonOf), Array(5).fill("SchemaMismatch"))
    assert.deepStrictEqual(
      refusals.filter((refusal) => !/`meter\.migrate\(\)`/.test(messageOf(refusal))),
      []
    )
  })

  it("is a SchemaMismatch for the steps that miss something when it is half migrated, and they change nothing", async () => {
    const { pool, run, schema } = await database.open()
    await run(append([usage({ account: "a" })]))
    await run(link(["a"]))
    await pool.query(
      `alter table "${schema}".usage_record drop column available_at; drop table "${schema}".carry`
    )

    const refusals = [await run(Effect.result(sealDue())), await run(Effect.result(leaseDue()))]

    assert.deepStrictEqual(refusals.map(reasonOf), ["SchemaMismatch", "SchemaMismatch"])
    const { rows } = await pool.query(`select count(*)::integer as sealed from "${schema}".usage_record`)
    assert.deepStrictEqual(rows, [{ sealed: 0 }])
  })

  it("is a SchemaMismatch that asks for the newer version when that has migrated it", async () => {
    const { pool, schema, store } = await database.open()
    await pool.query(
      `insert into "${schema}".migration (name, timestamp) values ('9999_of_the_future', '2199-01-01T00:00:00Z')`
    )

    const refusal = await Effect.runPromise(Effect.result(store.migrate))

    assert.strictEqual(reasonOf(refusal), "SchemaMismatch")
    assert.match(messageOf(refusal), /was migrated by a newer version.*install that/)
    const { rowCount } = await pool.query(`select name from "${schema}".migration`)
    assert.strictEqual(rowCount, migrations.length + 1)
  })
})

const messageOf = (refusal: Result.Result<unknown, { readonly message: string }>): string =>
  Result.isFailure(refusal) ? refusal.failure.message : ""

const tablesIn = async (pool: Pool, schema: string): Promise<ReadonlyArray<string>> => {
  const { rows } = await pool.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = $1 order by tablename",
    [schema]
  )
  return rows.map(({ tablename }) => tablename)
}
