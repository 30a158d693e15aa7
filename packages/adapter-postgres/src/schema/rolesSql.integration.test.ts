import { readFileSync } from "node:fs"
import { auditLedger, RecordLedger, Settlement } from "@tallyhour/core"
import { quantity } from "@tallyhour/core/testing"
import { Effect } from "effect"
import type { Pool } from "pg"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
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
} from "../../test/steps.ts"
import { type OpenStore, testDatabase } from "../../test/testDatabase.ts"
import { openClient } from "../../test/transactions.ts"
import { untilWaiting } from "../../test/untilWaiting.ts"
import { rolesSql } from "./rolesSql.ts"

const database = testDatabase()

describe("the rights as plain SQL", () => {
  it("stand in roles.sql as the code has them; otherwise: npm run docs", () => {
    assert.strictEqual(readFileSync(new URL("roles.sql", import.meta.url), "utf8"), rolesSql())
  })

  it("are refused for roles whose names Postgres would cut, and so take for one another", () => {
    assert.throws(() => rolesSql({ schema: "x".repeat(55) }), /x_recorder" has more than 63 bytes/)
    assert.include(rolesSql({ prefix: "short", schema: "x".repeat(63) }), '"short_recorder"')
  })
})

describe.skipIf(database.isMissing)("a user who is granted a role", () => {
  const groups = ["recorder", "worker", "reader"] as const
  let owner: OpenStore
  let as: Readonly<Record<(typeof groups)[number], OpenStore>>

  beforeAll(async () => {
    owner = await database.open()
    const { pool, schema } = owner
    // As where an owner grants nothing to everybody.
    for (const name of ["lease_due", "settle_leased"])
      await pool.query(`revoke execute on function "${schema}".${name} from public`)
    // Twice: whoever runs it after each migration finds the roles there.
    await pool.query(rolesSql({ schema }))
    await pool.query(rolesSql({ schema }))
    const opened = await Promise.all(
      groups.map(async (group) => {
        const role = `${schema}_${group}`
        await pool.query(`create role ${role}_user login password 'planted' in role "${role}"`)
        const address = Object.assign(new URL(database.url()), {
          password: "planted",
          username: `${role}_user`
        })
        const config = { connectionString: address.href }
        return [group, await database.open({ config, isMigrated: false, schema })] as const
      })
    )
    as = Object.fromEntries(opened) as typeof as
  })
  afterAll(async () => {
    for (const group of groups) {
      const role = `${owner.schema}_${group}`
      await owner.pool.query(`drop role ${role}_user; drop owned by "${role}"; drop role "${role}"`)
    }
  })

  it("walks the whole path, each as far as its role goes", async () => {
    const { reader, recorder, worker } = as

    for (const group of groups) await Effect.runPromise(as[group].store.migrate)
    await worker.run(link(["a"]))
    await recorder.run(append([usage({ account: "a", eventId: "1", quantity: "2" })]))
    const repeated = await recorder.run(append([usage({ account: "a", eventId: "1", quantity: "2" })]))
    const conflict = await recorder.run(Effect.result(append([usage({ account: "b", eventId: "1" })])))
    await worker.run(sealDue())
    const lease = await worker.run(leaseDue())
    await worker.run(settleAll(lease, accepted))
    await worker.run(
      Effect.flatMap(RecordLedger, (ledger) =>
        Effect.all([ledger.expire({ deadlineUntil: noon, now: noon }), ledger.hasten([]), ledger.nextDueAt])
      )
    )
    const read = await reader.run(balances)
    const { records, violations } = await reader.run(auditLedger())

    assert.deepStrictEqual(repeated.alreadyRecorded, ["1"])
    assert.deepStrictEqual([records, violations], [1, []])
    assert.strictEqual(reasonOf(conflict), "EventConflict")
    assert.deepStrictEqual(
      read.map(({ account, accepted: billed }) => [account, billed]),
      [["a", quantity("2")]]
    )
  })

  it("who may only insert still takes back what a lost race has left of a call", async () => {
    const { pool, run } = owner
    const { recorder } = as
    const holder = await openClient(pool)
    const other = [usage({ account: "a", eventId: "raced", quantity: "7" })]
    await appendIn(owner.store, holder.transaction, other)

    const losing = await openClient(recorder.pool)
    const racing = appendIn(recorder.store, losing.transaction, [
      usage({ account: "a", eventId: "fresh" }),
      usage({ account: "a", eventId: "raced" })
    ])
    await untilWaiting(pool)
    await holder.end("commit")
    const refusal = await racing
    await appendIn(recorder.store, losing.transaction, [usage({ account: "a", eventId: "later" })])
    await losing.end("commit")

    const { rows } = await pool.query(
      `select event_id from "${owner.schema}".usage_event where event_id in ('fresh', 'raced', 'later') order by 1`
    )
    assert.strictEqual(reasonOf(refusal), "EventConflict")
    assert.deepStrictEqual(rows, [{ event_id: "later" }, { event_id: "raced" }])
    assert.isAbove((await run(balances)).length, 0)
  })

  const tables = [
    "agreement",
    "agreement_event",
    "archived_event",
    "archived_figure",
    "archived_record",
    "archived_series",
    "carry",
    "counted_series",
    "counted_snapshot",
    "hourly_reporter",
    "included",
    "intervention",
    "known_meter",
    "late_move",
    "lease_order",
    "metered_dimension",
    "migration",
    "open_hour",
    "set_aside",
    "subscription",
    "usage_event",
    "usage_record"
  ]
  const allowed: Readonly<Record<(typeof groups)[number], Readonly<Record<string, string>>>> = {
    recorder: { known_meter: "select", migration: "select" },
    worker: {
      agreement: "select insert",
      agreement_event: "select insert",
      archived_event: "select",
      archived_figure: "select",
      archived_record: "select",
      archived_series: "select",
      carry: "select insert update delete",
      counted_series: "select insert update",
      counted_snapshot: "select update",
      hourly_reporter: "select insert update",
      included: "select insert update",
      intervention: "select",
      known_meter: "select insert update",
      late_move: "select insert",
      lease_order: "select update",
      metered_dimension: "select insert",
      migration: "select",
      open_hour: "select insert update delete",
      set_aside: "select insert",
      subscription: "select insert",
      usage_event: "select",
      usage_record: "select insert"
    },
    reader: Object.fromEntries(tables.map((table) => [table, "select"]))
  }

  it.each(groups)("as %s is granted this on whole tables, and nothing else", async (group) => {
    const { pool, schema } = owner

    const { rows } = await pool.query<{ readonly rights: string; readonly table: string }>(
      `select relname as table, coalesce(string_agg(lower(right_of), ' ' order by place)
         filter (where has_table_privilege($1, pg_class.oid, right_of)), '') as rights
       from pg_class, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
         with ordinality as asked(right_of, place)
       where relkind = 'r' and relnamespace = $2::text::regnamespace group by relname order by relname`,
      [`${schema}_${group}_user`, schema]
    )

    assert.deepStrictEqual(
      Object.fromEntries(rows.map(({ rights, table }) => [table, rights])),
      Object.fromEntries(tables.map((table) => [table, allowed[group][table] ?? ""]))
    )
  })

  it("lets nobody but a recorder call a function that acts with the rights of its owner", async () => {
    const { pool, schema } = owner

    const { rows } = await pool.query<{ readonly called: string; readonly group: string }>(
      `select proname as called, asked.group from pg_proc, unnest($1::text[]) asked("group")
       where prosecdef and pronamespace = $2::text::regnamespace
         and has_function_privilege($2 || '_' || asked.group || '_user', pg_proc.oid, 'execute') order by proname`,
      [groups, schema]
    )

    assert.isAtLeast(rows.length, 1)
    assert.deepStrictEqual([...new Set(rows.map(({ group }) => group))], ["recorder"])
  })

  it.each([
    ["recorder", "update usage_event set quantity = 0"],
    ["recorder", "delete from usage_event"],
    ["recorder", "truncate usage_event"],
    ["recorder", "insert into usage_event (event_id, recorded_xid) values ('x', '3')"],
    ["recorder", "select event_id from usage_event"],
    ["recorder", "select account from usage_record"],
    ["recorder", "select snapshot from counted_snapshot"],
    ["recorder", "select recorded_xid from usage_event"],
    ["worker", "delete from usage_event"],
    ["worker", "update usage_event set recorded_xid = '3'"],
    ["worker", "insert into usage_event (event_id) values ('x')"],
    ["worker", "delete from usage_record"],
    ["worker", "update usage_record set quantity = 0"],
    ["worker", "insert into intervention (kind, detail, at) values ('retention', '', 'now')"],
    ["worker", "select append_events('{x}', '{a}', '{m}', '{1}', '{now}', '{[]}', '{sum}', '{}', 'now')"],
    ["worker", "select append_event('x', 'a', 'm', '1', 'now', '[]', 'sum', '', 'now')"],
    ["reader", "select append_events('{x}', '{a}', '{m}', '{1}', '{now}', '{[]}', '{sum}', '{}', 'now')"],
    ["reader", "select append_event('x', 'a', 'm', '1', 'now', '[]', 'sum', '', 'now')"],
    ["worker", "alter table usage_record disable trigger all"],
    ["worker", "create table another ()"],
    ["worker", "set session_replication_role = replica"],
    ["reader", "update usage_record set state = 'sealed'"],
    ["reader", "insert into usage_event (event_id) values ('x')"],
    ["reader", "delete from carry"]
  ] as const)("as %s is refused: %s", async (group, statement) => {
    assert.strictEqual(await refusalOf(as[group].pool, owner.schema, statement), "42501")
  })

  const kept = ["usage_event", "usage_record", "late_move", "set_aside", "agreement_event", "intervention"]

  it.each([
    ...kept.flatMap((table) => [`delete from ${table}`, `truncate ${table}`]),
    ...kept
      .filter((table) => table !== "usage_record")
      .map((table) => `update ${table} set ${table === "usage_event" ? "tags = '[]'" : "account = 'x'"}`)
      .map((statement) => statement.replace("agreement_event set account", "agreement_event set buyer"))
      .map((statement) => statement.replace("intervention set account", "intervention set detail")),
    "update usage_record set quantity = 0",
    "update agreement set account = 'another'"
  ])("as the owner of everything is refused, too: %s", async (statement) => {
    assert.strictEqual(await refusalOf(owner.pool, owner.schema, statement), "23001")
  })

  it("opens nothing by a setting, by a row of an earlier transaction or by one of another server", async () => {
    const { pool, schema } = owner
    const client = await pool.connect()
    await client.query(`set search_path = "${schema}"`)
    await client.query("insert into intervention (kind, detail, at) values ('retention', 'earlier', 'now')")
    await client.query("begin")
    // A row that was restored may have the number of this very transaction, which did not write it.
    const { rows } = await client.query<{ xid: string }>("select pg_current_xact_id()::text as xid")
    await pool.query(
      `insert into "${schema}".intervention (xid, kind, detail, at) values ($1::text::xid8, 'retention', 'restored', 'now')`,
      [rows[0]!.xid]
    )

    const refusal = await client.query("delete from usage_event").then(String, codeOf)

    await client.query("rollback")
    client.release(true)
    assert.strictEqual(refusal, "23001")
  })
})

const accepted = Settlement.make({ _tag: "Settled", meteringRecordId: "id" })

const codeOf = (error: { readonly code: string }): string => error.code

const refusalOf = (pool: Pool, schema: string, statement: string): Promise<string> =>
  pool.query(`set search_path = "${schema}"; ${statement}`).then(() => "nothing", codeOf)
