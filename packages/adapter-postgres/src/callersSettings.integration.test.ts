import { Settlement } from "@tallyhour/core"
import { quantity } from "@tallyhour/core/testing"
import { Effect, Option } from "effect"
import { RecordLedger, SubscriptionRegistry } from "@tallyhour/core"
import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely"
import { assert, describe, it } from "vitest"
import {
  append,
  appendIn,
  balances,
  leaseDue,
  link,
  noon,
  reasonOf,
  sealDue,
  settleAll,
  usage
} from "../test/steps.ts"
import { freshSchema, type OpenStore, runIn, testDatabase } from "../test/testDatabase.ts"
import { openClient, openKysely } from "../test/transactions.ts"
import { kyselyStore, postgresStore } from "./PostgresStore.ts"

const database = testDatabase()

/** Walks the whole path once, and returns everything that was read on the way. */
const walk = async ({ run }: Pick<OpenStore, "run">) => {
  const usages = [
    usage({ account: "a", eventId: "1", quantity: "2.5" }),
    usage({
      account: "b",
      eventId: "2",
      occurredAt: "2026-03-10T10:15:00.123Z",
      quantity: "12345678901234.000000000001"
    })
  ]
  await run(link(["a", "b"]))
  const [one] = usages
  const appended = []
  for (const call of [[one!], [one!], usages, usages]) appended.push(await run(append(call)))
  const sealed = await run(sealDue())
  const lease = await run(leaseDue())
  const next = await run(Effect.flatMap(RecordLedger, (ledger) => ledger.nextDueAt))
  const settled = await run(
    settleAll(
      { ...lease, records: lease.records.slice(0, 1) },
      Settlement.make({ _tag: "Settled", meteringRecordId: "id" })
    )
  )
  const expired = await run(
    Effect.flatMap(RecordLedger, (ledger) => ledger.expire({ deadlineUntil: noon, now: noon }))
  )
  return {
    appended,
    sealed,
    records: lease.records,
    next: Option.getOrThrow(next).epochMilliseconds,
    settled,
    expired,
    subscriptions: await run(
      Effect.flatMap(SubscriptionRegistry, (registry) => registry.subscriptionsOf("a"))
    ),
    balances: await run(balances)
  }
}

describe.skipIf(database.isMissing)("whatever the caller has set up", () => {
  it("the time zone and the style of dates change nothing", async () => {
    const plain = await walk(await database.open())

    for (const options of [
      "-c timezone=Pacific/Chatham -c datestyle=SQL,DMY",
      // Writes IST, which a server may read as the time of Israel.
      "-c timezone=Asia/Kolkata -c datestyle=SQL,DMY",
      "-c timezone=America/St_Johns -c datestyle=German -c intervalstyle=sql_standard",
      "-c timezone=UTC -c extra_float_digits=-15 -c bytea_output=escape"
    ]) {
      assert.deepStrictEqual(await walk(await database.open({ config: { options } })), plain)
    }
  })

  const parsers: Record<string, (text: string) => unknown> = {
    "everything to a constant": () => 42,
    "numbers to bigints where they can be": (text) => (/^-?\d+$/.test(text) ? BigInt(text) : text),
    "everything to a boxed text": (text) => ({ text })
  }

  it.each(Object.entries(parsers))("type parsers that turn %s change nothing", async (_, parse) => {
    const plain = await walk(await database.open())
    // int8, int4, float8, numeric, date, timestamp, timestamptz, json, jsonb, boolean
    const overridden = new Set([20, 23, 701, 1700, 1082, 1114, 1184, 114, 3802, 16])

    const walked = await walk(
      await database.open({
        config: {
          types: {
            getTypeParser: (oid: number) => (overridden.has(oid) ? parse : (text: string) => text)
          }
        }
      })
    )

    assert.deepStrictEqual(walked, plain)
  })

  it("plugins of Kysely change nothing, in its transactions neither, for a schema in camel case", async () => {
    const plain = await walk(await database.open())
    const schema = `Billing${freshSchema()}InCamelCase`
    const pool = database.pool()
    const db = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool }),
      plugins: [new CamelCasePlugin()]
    })
    const store = kyselyStore(db, { schema })
    await Effect.runPromise(store.migrate)

    const walked = await walk({ run: runIn(store) })
    const held = await openKysely(db)
    const answer = await appendIn(store, held.transaction, [usage({ account: "c" })])
    await held.end("commit")

    assert.deepStrictEqual(walked, plain)
    assert.strictEqual(reasonOf(answer), "none")
    const { rows } = await pool.query(
      "select schemaname from pg_tables where tablename = 'usage_record' and schemaname = $1",
      [schema]
    )
    assert.strictEqual(rows.length, 1)
  })

  it("F5: a transaction at a stricter isolation level records, and loses a race with a typed StoreBusy", async () => {
    const { pool, run, store } = await database.open()

    const reasons = []
    for (const level of ["repeatable read", "serializable"]) {
      const held = await openClient(pool)
      await held.transaction.query(`set transaction isolation level ${level}`)
      await appendIn(store, held.transaction, [usage({ account: "a" })])
      const raced = usage({ account: "a" })
      await run(append([raced]))
      reasons.push(reasonOf(await appendIn(store, held.transaction, [raced])))
      await held.end("roll back")
    }

    assert.deepStrictEqual(reasons, ["StoreBusy", "StoreBusy"])
    assert.strictEqual((await run(balances))[0]?.recorded, quantity("2"))
  })
})

describe.skipIf(database.isMissing)("a schema of the caller's choice", () => {
  it.each([
    "billing_x",
    "Billing",
    `odd "name"; drop table x --`,
    "a.b",
    "select",
    "ümläut ☃",
    "$$ :x ?1 \\"
  ])("may be called %s", async (name) => {
    const open = await database.open({ schema: name })

    const walked = await walk(open)

    assert.strictEqual(walked.balances.length, 2)
    const { rows } = await open.pool.query(
      "select tablename from pg_tables where tablename = 'usage_record' and schemaname = $1",
      [name]
    )
    assert.strictEqual(rows.length, 1)
  })

  it("is apart from every other, and stands beside tables of the same names", async () => {
    const [left, right] = [await database.open(), await database.open()]
    await left.pool.query("create table public.usage_event (id text)")

    await left.run(append([usage({ account: "a", eventId: "same id" })]))
    const answer = await right.run(append([usage({ account: "b", eventId: "same id" })]))

    assert.strictEqual(answer.recorded, 1)
    assert.deepStrictEqual(
      [
        (await left.run(balances)).map((row) => row.account),
        (await right.run(balances)).map((row) => row.account)
      ],
      [["a"], ["b"]]
    )
  })

  it("needs no search path, and is not led astray by one", async () => {
    const other = await database.open()
    const open = await database.open({ config: { options: `-c search_path=${other.schema}` } })

    await open.run(append([usage({ account: "a" })]))

    assert.deepStrictEqual(await runIn(postgresStore(other.pool, { schema: other.schema }))(balances), [])
  })
})
