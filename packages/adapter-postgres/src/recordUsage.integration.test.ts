import { randomUUID } from "node:crypto"
import type { PoolClient } from "pg"
import { assert, beforeAll, describe, it } from "vitest"
import { asJson, foreignCaller } from "../test/foreignCaller.ts"
import { foreignNow } from "../test/foreignEvents.ts"
import { type ForeignScene, openForeign, openMeter, rowsIn, usage as usageOf } from "../test/openForeign.ts"
import { freshSchema, testDatabase } from "../test/testDatabase.ts"
import { openClient } from "../test/transactions.ts"
import { untilWaiting } from "../test/untilWaiting.ts"
import { storeErrorFor } from "./storeErrorFor.ts"
import { usageRefusalOf } from "./usageRefusalOf.ts"

const database = testDatabase()

let scene: ForeignScene

beforeAll(async () => {
  if (!database.isMissing) scene = await openForeign(database)
})

/** An account of its own, so that tests share a schema, with its usage and what the books say of it. */
const freshAccount = () => {
  const account = randomUUID()
  return {
    account,
    balance: async () =>
      (await scene.meter.balances()).find((balance) => balance.account === account)?.recorded,
    idOf: (eventId: string) => `${eventId} of ${account}`,
    usage: (event: Parameters<typeof usageOf>[0] = {}) =>
      usageOf({ account, ...event, eventId: `${event.eventId ?? "1"} of ${account}` })
  }
}

const recorded = { answer: "recorded", ids: [] }
const alreadyRecorded = { answer: "already recorded", ids: [] }

describe.skipIf(database.isMissing)("usage that a service in another language records", () => {
  it("lives and dies with its transaction", async () => {
    const { pool, schema } = scene
    const { balance, usage } = freshAccount()

    for (const outcome of ["roll back", "commit"] as const) {
      const { end, transaction } = await openClient(pool)
      await foreignCaller(transaction, schema).record(usage({ eventId: outcome }))
      await end(outcome)
    }

    assert.strictEqual(await balance(), "1.5")
  })

  it("is the same fact as in TypeScript, whoever comes first", async () => {
    const { caller, meter, pool } = scene
    const { idOf, usage } = freshAccount()
    const { end, transaction } = await openClient(pool)

    await meter.record(transaction, usage({ eventId: "ours" }))
    await end("commit")
    const answers = [
      await caller.record(usage({ eventId: "ours" })),
      await caller.record(usage({ eventId: "ours", account: "bolt" })),
      await caller.record(usage({ eventId: "theirs" }))
    ]
    const second = await openClient(pool)
    const report = await meter.record(second.transaction, usage({ eventId: "theirs" }))
    await second.end("commit")

    assert.deepStrictEqual(answers, [
      alreadyRecorded,
      { answer: "EventConflict", ids: [idOf("ours")] },
      recorded
    ])
    assert.deepStrictEqual(report.alreadyRecorded, [idOf("theirs")])
  })

  it("is refused without an end of its transaction, where that has a savepoint", async () => {
    const { pool, schema } = scene
    const { balance, usage } = freshAccount()
    const { end, transaction } = await openClient(pool)
    const caller = foreignCaller(transaction, schema)

    await caller.record(usage({ eventId: "before" }))
    await transaction.query("savepoint recording")
    const refusal = await caller.recordAll(
      [usage({ eventId: "beside" }), usage({ quantity: "-1" })].map(asJson)
    )
    await transaction.query("rollback to savepoint recording")
    await caller.record(usage({ eventId: "after" }))
    await end("commit")

    assert.deepStrictEqual(refusal, { answer: "InvalidQuantity [1].quantity", ids: [] })
    assert.strictEqual(await balance(), "3")
  })

  it("is judged by the clock of the database, where the caller has none", async () => {
    const { caller } = scene
    const { usage } = freshAccount()

    const answers = [
      await caller.record(usage({ occurredAt: "2199-12-31T23:59:59Z" })),
      await caller.recordAll([asJson(usage({ occurredAt: "2199-12-31T23:59:59Z" }))]),
      await caller.record(usage({ occurredAt: "2026-01-01T00:00:00Z" }))
    ]

    assert.deepStrictEqual(
      answers.map(({ answer }) => answer),
      ["FutureUsage occurred_at", "FutureUsage [0].occurred_at", "recorded"]
    )
  })

  it("is refused when it is no list, and when it is more than one call takes", async () => {
    const { caller } = scene

    const answers = [
      await caller.recordAll({}),
      await caller.recordAll(null),
      await caller.recordAll(Array(10_001).fill(1)),
      await caller.recordAll([])
    ]

    assert.deepStrictEqual(
      answers.map(({ answer }) => answer),
      ["InvalidEvent events", "InvalidEvent events", "BatchTooLarge events", "recorded 0"]
    )
  })
})

describe.skipIf(database.isMissing)("every refusal has a SQLSTATE of its own, for ever:", () => {
  const event = {
    account: "acme",
    event_id: "of a refusal",
    meter: "requests",
    occurred_at: "2026-03-10T11:30:00Z",
    quantity: 1
  }

  it.each([
    ["TH001", "InvalidEventId", { ...event, event_id: "" }],
    ["TH002", "InvalidAccount", { ...event, account: 1 }],
    ["TH003", "InvalidMeter", { ...event, meter: null }],
    ["TH004", "UnknownMeter", { ...event, meter: "Requests" }],
    ["TH005", "InvalidQuantity", { ...event, quantity: -1 }],
    ["TH006", "FractionalQuantity", { ...event, meter: "seats", quantity: "0.5" }],
    ["TH007", "InvalidTimestamp", { ...event, occurred_at: "2026-03-10" }],
    ["TH008", "FutureUsage", { ...event, occurred_at: "2199-01-01T00:00:00Z" }],
    ["TH009", "InvalidProperty", { ...event, meter: "users" }],
    ["TH010", "InvalidTags", { ...event, tags: { team: "\n" } }],
    ["TH011", "InvalidEvent", "event"]
  ])("%s, %s", async (state, code, wrong) => {
    const text = `select "${scene.schema}".record_usage_batch($1::text::jsonb)`

    const thrown = await scene.pool.query(text, [JSON.stringify([wrong])]).catch((error: unknown) => error)

    const { code: raised, detail, hint } = Object(thrown)
    assert.strictEqual(raised, state)
    assert.strictEqual(JSON.parse(detail).code, code)
    assert.isNotEmpty(hint)
    assert.strictEqual(storeErrorFor(thrown).reason._tag, "StoreRefused")
    assert.strictEqual(usageRefusalOf(thrown)?._tag, "EventRefused")
  })

  it("TH020, for an id that stands for other content", async () => {
    const { usage } = freshAccount()
    const text = `select "${scene.schema}".record_usage_batch($1::text::jsonb)`
    const events = [usage(), usage({ quantity: "2" })].map(asJson)

    const thrown = await scene.pool.query(text, [JSON.stringify(events)]).catch((error: unknown) => error)

    const refusal = usageRefusalOf(thrown)
    assert.strictEqual(Object(thrown).code, "TH020")
    assert.deepStrictEqual(refusal?._tag === "EventConflict" && refusal.eventIds, [usage().eventId])
  })

  it("what is none of them is no refusal of usage", () => {
    const others = [
      undefined,
      new Error("lost"),
      { code: "40001", detail: "{}" },
      { code: "TH005", detail: "{" },
      { code: "TH005" }
    ]

    assert.deepStrictEqual(others.map(usageRefusalOf), Array(5).fill(undefined))
  })
})

describe.skipIf(database.isMissing)("two services that record the same id at the same time", () => {
  const race = async () => {
    const { usage } = freshAccount()
    const [first, second] = [await openClient(scene.pool), await openClient(scene.pool)]
    const callerOf = (transaction: PoolClient) => foreignCaller(transaction, scene.schema)
    await callerOf(first.transaction).record(usage())
    return { callerOf, first, pool: scene.pool, second, usage }
  }

  it.each([
    ["the same content is recorded once", "1.5", "commit", "already recorded"],
    ["other content is a conflict", "9", "commit", "EventConflict"],
    ["the second has it when the first rolls back", "9", "roll back", "recorded"]
  ] as const)("wait for each other: %s", async (_, quantity, outcome, wanted) => {
    const { callerOf, first, pool, second, usage } = await race()

    const waiting = callerOf(second.transaction).record(usage({ quantity }))
    await untilWaiting(pool)
    await first.end(outcome)
    const answer = await waiting
    await second.end("commit")

    assert.strictEqual(answer.answer, wanted)
  })

  it("F5: lose with a typed StoreBusy at a stricter isolation level", async () => {
    const { callerOf, first, pool, second, usage } = await race()
    await second.transaction.query("set transaction isolation level repeatable read")

    const waiting = callerOf(second.transaction)
      .record(usage())
      .catch((error: unknown) => error)
    await untilWaiting(pool)
    await first.end("commit")
    const lost = storeErrorFor(await waiting)
    await second.end("roll back")

    assert.strictEqual(lost.reason._tag, "StoreBusy")
  })
})

describe.skipIf(database.isMissing)("what the SQL functions know of the catalogue", () => {
  it("is what the newest migration said; no meter is forgotten, and one that is read otherwise is warned of", async () => {
    const open = await database.open()
    const older = openMeter(open, [{ name: "requests" }, { name: "gone" }])
    const newer = openMeter(open, [{ name: "requests", aggregation: "max" }, { name: "seats" }])
    const caller = foreignCaller(open.pool, open.schema)

    await older.meter.migrate()
    await newer.meter.migrate()
    await newer.meter.migrate()
    for (const meter of ["requests", "gone", "seats"]) {
      await caller.record(usageOf({ eventId: meter, meter }), foreignNow)
    }

    assert.deepStrictEqual(
      (await rowsIn(open)).map((row) => [row.meter, row.aggregation]),
      [
        ["gone", "sum"],
        ["requests", "max"],
        ["seats", "sum"]
      ]
    )
    assert.deepStrictEqual(older.logged, [])
    assert.lengthOf(newer.logged, 1)
    assert.include(newer.logged[0], 'Events of meter "requests" were counted by sum in the database')
  })

  it("is nothing before a catalogue is migrated, and every meter is refused", async () => {
    const { pool, schema } = await database.open()

    const answer = await foreignCaller(pool, schema).record(usageOf())

    assert.strictEqual(answer.answer, "UnknownMeter meter")
  })

  it("is told by several processes at once, in whatever order their meters stand", async () => {
    const open = await database.open()
    const tell = (...names: ReadonlyArray<string>) =>
      openMeter(
        open,
        names.map((name) => ({ name }))
      ).meter.migrate()
    await tell("a", "b")
    const { end, transaction } = await openClient(open.pool)
    await transaction.query(`select from "${open.schema}".known_meter where meter = 'a' for update`)

    const first = tell("a", "b")
    await untilWaiting(open.pool)
    const second = tell("b", "a")
    await untilWaiting(open.pool, 2)
    await end("commit")

    assert.deepStrictEqual(await Promise.all([first, second]), [undefined, undefined])
  })
})

describe.skipIf(database.isMissing)("the SQL functions", () => {
  it("find nothing by the caller's search path, and read and write times in one way", async () => {
    const { account, usage } = freshAccount()
    const { end, transaction } = await openClient(scene.pool)
    const evil = freshSchema()

    await transaction.query(`create schema "${evil}"`)
    await transaction.query(`create table "${evil}".usage_event (like "${scene.schema}".usage_event)`)
    await transaction.query(
      `create function "${evil}".date_trunc(text, timestamptz) returns timestamptz language sql as $$ select 'epoch'::timestamptz $$`
    )
    await transaction.query(`set local search_path = "${evil}", pg_catalog`)
    await transaction.query("set local timezone = 'Asia/Kolkata'")
    await transaction.query("set local datestyle = 'SQL, DMY'")
    await transaction.query("set local intervalstyle = 'sql_standard'")
    const caller = foreignCaller(transaction, scene.schema)
    await caller.record(usage({ eventId: "1" }))
    await caller.recordAll([asJson(usage({ eventId: "2", occurredAt: "2026-03-10T06:00:00.123-05:30" }))])
    await end("commit")

    assert.deepStrictEqual(
      (await rowsIn(scene)).filter((row) => row.account === account).map((row) => row.occurred_at),
      Array(2).fill("2026-03-10T11:30:00.123000Z")
    )
  })

  it("run with the rights of the caller, who needs to read one table and to append", async () => {
    const { usage } = freshAccount()
    const { end, transaction } = await openClient(scene.pool)
    const [role, schema] = [freshSchema(), `"${scene.schema}"`]
    const caller = foreignCaller(transaction, scene.schema)

    await transaction.query(`create role "${role}"`)
    await transaction.query(`grant usage on schema ${schema} to "${role}"`)
    await transaction.query(`set local role "${role}"`)
    await transaction.query("savepoint denied")
    const denied = await caller.record(usage()).catch((error: unknown) => error)
    await transaction.query("rollback to savepoint denied")
    await transaction.query("reset role")
    await transaction.query(`grant select on ${schema}.known_meter to "${role}";
      grant execute on function ${schema}.append_events to "${role}"`)
    await transaction.query(`set local role "${role}"`)
    const answers = [await caller.record(usage()), await caller.record(usage())]
    await end("roll back")

    assert.include(storeErrorFor(denied).message, "permission denied")
    assert.deepStrictEqual(answers, [recorded, alreadyRecorded])
  })

  it("are the same in a schema of the caller's choice, with a name that must be quoted", async () => {
    const open = await database.open({ isMigrated: false, schema: `${freshSchema()}" Billing $$` })
    await openMeter(open).meter.migrate()

    const { rows } = await open.pool.query(
      `select "${open.schema.replaceAll('"', '""')}".record_usage('1', 'acme', 'requests', 1, $1, recorded_at => $1) as answer`,
      [foreignNow]
    )

    assert.deepStrictEqual(rows, [{ answer: "recorded" }])
  })
})
