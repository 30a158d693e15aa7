import { Effect, Result } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import type { Pool } from "pg"
import { assert, describe, it } from "vitest"
import { append, balances, leaseDue, link, noon, reasonOf, sealDue, usage } from "../../test/steps.ts"
import { freshSchema, testDatabase } from "../../test/testDatabase.ts"
import { openClient } from "../../test/transactions.ts"
import { untilWaiting } from "../../test/untilWaiting.ts"
import { migrate, migrationsOf } from "./migrate.ts"

const database = testDatabase()

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
      Object.keys(migrationsOf(schema)).map((name) => ({ name }))
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
    assert.deepStrictEqual(left, ["subscription"])
    assert.deepStrictEqual(await run(balances), [])
  })

  it("whose connection is cut in the middle is run again whole by the next call", async () => {
    const { pool, run, schema } = await database.open({ isMigrated: false })
    const db = await openDb(schema)
    await Effect.runPromise(migrate(db, schema, { migrations: firstOf(schema) }))
    const holder = await openClient(pool)
    // One of the last tables of the migration: most of it is done when it waits.
    await holder.transaction.query(`lock table "${schema}".set_aside in row exclusive mode`)

    const migrating = Effect.runPromise(Effect.result(migrate(db, schema, { waitMax: 60_000 })))
    await untilWaiting(pool)
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`
    )
    const cut = await migrating
    const left = await functionsIn(pool, schema)
    await holder.end("roll back")
    await Effect.runPromise(migrate(db, schema))

    assert.strictEqual(reasonOf(cut), "StoreUnavailable")
    assert.include(left, "refuse_change_of_sealed_record")
    assert.notInclude(left, "refuse_removal")
    assert.include(await functionsIn(pool, schema), "refuse_removal")
    assert.deepStrictEqual(await run(balances), [])
  })

  it("that waits for a table lets the recorders behind it go on, and says what to do when it never gets it", async () => {
    const { pool, run, schema } = await database.open({ isMigrated: false })
    const db = await openDb(schema)
    await Effect.runPromise(migrate(db, schema, { migrations: firstOf(schema) }))
    const holder = await openClient(pool)
    await holder.transaction.query(`lock table "${schema}".usage_event in row exclusive mode`)

    const refusal = await Effect.runPromise(Effect.flip(migrate(db, schema, { retriesMax: 0, waitMax: 20 })))
    const patient = Effect.runPromise(Effect.result(migrate(db, schema, { retriesMax: 0, waitMax: 300 })))
    await untilWaiting(pool)
    // As a process of the version before does it.
    const recorded = await pool.query(
      `insert into "${schema}".usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property,
         recorded_at) values ('1', 'a', 'm', 1, $1, '[]', 'sum', '', $1)`,
      [noon.toJSON()]
    )
    const refusedPatient = await patient
    await holder.end("roll back")

    assert.deepStrictEqual([refusal.reason._tag, reasonOf(refusedPatient)], ["StoreBusy", "StoreBusy"])
    assert.match(refusal.message, /0003_nothing_is_lost .* pg_stat_activity, end it, and migrate again/)
    assert.strictEqual(recorded.rowCount, 1)
    await Effect.runPromise(migrate(db, schema))
    assert.strictEqual((await run(balances)).length, 1)
  })

  it("that has nothing to do needs no right to create anything", async () => {
    const { pool, schema } = await database.open()
    const role = `plain_${schema}`
    await pool.query(`create role ${role} login password 'planted'; grant usage on schema "${schema}" to ${role};
      grant select on "${schema}".migration to ${role}`)
    const address = Object.assign(new URL(database.url()), { password: "planted", username: role })
    const { store } = await database.open({
      config: { connectionString: address.href },
      isMigrated: false,
      schema
    })

    const answer = await Effect.runPromise(Effect.result(store.migrate))

    await pool.query(`drop owned by ${role}; drop role ${role}`)
    assert.strictEqual(reasonOf(answer), "none")
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
    assert.strictEqual(rowCount, Object.keys(migrationsOf(schema)).length + 1)
  })
})

const messageOf = (refusal: Result.Result<unknown, { readonly message: string }>): string =>
  Result.isFailure(refusal) ? refusal.failure.message : ""

/** Opens a database whose pool hears when the server ends a connection. */
const openDb = async (schema: string): Promise<Kysely<unknown>> => {
  const { pool } = await database.open({ isMigrated: false, schema })
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
}

const firstOf = (schema: string) => {
  const [name, migration] = Object.entries(migrationsOf(schema))[0]!
  return { [name]: migration }
}

const functionsIn = async (pool: Pool, schema: string): Promise<ReadonlyArray<string>> => {
  const { rows } = await pool.query<{ proname: string }>(
    "select proname from pg_proc where pronamespace = $1::text::regnamespace order by proname",
    [schema]
  )
  return rows.map(({ proname }) => proname)
}

const tablesIn = async (pool: Pool, schema: string): Promise<ReadonlyArray<string>> => {
  const { rows } = await pool.query<{ tablename: string }>(
    "select tablename from pg_tables where schemaname = $1 order by tablename",
    [schema]
  )
  return rows.map(({ tablename }) => tablename)
}
