import { auditLedger, Settlement } from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Kysely, PostgresDialect, sql } from "kysely"
import { beforeAll, assert, describe, it } from "vitest"
import { append, leaseDue, link, noon, sealDue, settleAll, usage } from "../test/steps.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"
import { kyselyStore } from "./PostgresStore.ts"

const database = testDatabase()

/** What SQL can do to the tables, once the trigger and the constraints are out of its way, and the promise it breaks. */
const corruptions: ReadonlyArray<readonly [statement: string, invariants: ReadonlyArray<string>]> = [
  ["delete from usage_record where account = 'settled'", ["I-1"]],
  ["delete from usage_event where account = 'sealed'", ["I-1"]],
  ["update usage_event set quantity = quantity + 1 where account = 'settled'", ["I-1"]],
  ["update carry set quantity = -quantity", ["I-1", "I-1"]],
  ["update usage_record set used = used + 1 where account = 'dead'", ["I-1", "I-7"]],
  [
    `insert into usage_record (dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at,
       quantity, used, allocations, deadline, sealed_at, available_at, send_before)
     select dedup_key || ' ', account, meter, product_code, region, agreement, dimension, hour, stamped_at,
       0, 0, allocations, deadline, sealed_at, available_at, send_before
     from usage_record where account = 'sealed'`,
    ["I-3", "I-3", "I-7"]
  ],
  ["update usage_record set metering_record_id = null where account = 'settled'", ["I-4"]],
  [
    "update usage_record set metering_record_id = null, may_be_accepted = true where account = 'settled'",
    ["I-5"]
  ],
  ["update usage_record set attempts = 0 where account = 'settled'", ["I-6"]],
  ["update usage_record set quantity = 9 where account = 'settled'", ["I-7"]],
  ["update usage_record set quantity = -1 where account = 'settled'", ["I-7"]],
  ["update usage_record set dimension = 'storage' where account = 'settled'", ["I-7"]],
  ["update usage_record set region = 'eu-west-1' where account = 'settled'", ["I-7"]],
  [`update usage_record set agreement = '{"_tag": "Nobody"}' where account = 'settled'`, ["I-7"]],
  [
    "update usage_record set hour = hour - interval '1 hour' where account = 'settled'",
    ["I-7", "I-7", "I-14"]
  ],
  ["update usage_record set stamped_at = stamped_at + interval '1 hour' where account = 'dead'", ["I-7"]],
  ["update usage_record set state = 'lost' where account = 'dead'", ["I-7"]],
  ["update usage_record set may_be_accepted = true where account = 'dead'", ["I-9"]],
  ["update late_move set to_hour = from_hour - interval '1 hour'", ["I-10"]],
  [
    `update usage_record set allocations = '[{"tags": [["team", "red"]], "quantity": 6}]' where account = 'settled'`,
    ["I-12"]
  ],
  ["update usage_record set reason = null where account = 'dead'", ["I-13"]],
  ["update usage_record set ended_at = null where account = 'dead'", ["I-13"]],
  ["update usage_record set deadline = deadline + interval '1 hour' where account = 'sealed'", ["I-14"]],
  [
    "update usage_record set sealed_at = hour, available_at = hour + interval '1 hour' where account = 'sealed'",
    ["I-16"]
  ],
  [
    "update usage_record set leased_until = leased_until + interval '1 day' where account = 'leased'",
    ["I-14", "I-17"]
  ],
  ["update usage_record set leased_until = null where account = 'leased'", ["I-30"]],
  [
    "update usage_record set available_at = available_at + interval '1 hour' where account = 'sealed'",
    ["I-31"]
  ]
]

describe.skipIf(database.isMissing)("an audit of the tables", () => {
  let open: OpenStore
  let db: Kysely<unknown>

  beforeAll(async () => {
    open = await database.open()
    db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: open.pool }) })
    const { run } = open
    await run(link(["settled", "dead", "late", "leased", "sealed"]))
    await end("settled", Settlement.make({ _tag: "Settled", meteringRecordId: "b0000000" }))
    await end("dead", Settlement.make({ _tag: "Dead", reason: "InvalidTag: x" }))
    await seal("leased")
    await run(leaseDue())
    await seal("sealed")
    await seal("late", "2026-03-10T10:30:00Z")
    await seal("late", "2026-03-10T10:40:00Z")
    await run(append([usage({ account: "settled", occurredAt: "2026-03-10T12:10:00Z" })]))
  })

  const seal = async (account: string, occurredAt = "2026-03-10T11:30:00Z") => {
    const quantity = account === "settled" ? "7.5" : "7"
    await open.run(append([usage({ account, occurredAt, quantity })]))
    await open.run(sealDue())
  }

  const end = async (account: string, settlement: Settlement) => {
    await seal(account)
    await open.run(settleAll(await open.run(leaseDue()), settlement))
  }

  /** Audits the tables after a statement that is undone again. */
  const auditAfter = async (statement: string) => {
    const transaction = await db.startTransaction().execute()
    try {
      await sql.raw(`set local search_path = "${open.schema}"`).execute(transaction)
      await sql.raw(unguarded).execute(transaction)
      await sql.raw(statement).execute(transaction)
      const store = kyselyStore(transaction, { schema: open.schema })
      const audited = Effect.andThen(TestClock.setTime(DateTime.toEpochMillis(noon)), auditLedger())
      return await Effect.runPromise(
        audited.pipe(Effect.provide(Layer.mergeAll(Layer.fresh(store.layer), TestClock.layer())))
      )
    } finally {
      await transaction.rollback().execute()
    }
  }

  it("finds nothing wrong with what the store has written", async () => {
    const report = await auditAfter("select 1 as nothing")

    assert.deepStrictEqual(report, { accounts: 5, records: 5, moves: 1, violations: [], violationsFound: 0 })
  })

  it.each(corruptions)("sees what this does: %s", async (statement, invariants) => {
    const { violations } = await auditAfter(statement)

    assert.deepStrictEqual(violations.map(({ invariant }) => invariant).toSorted(), invariants.toSorted())
  })
})

// Whoever writes to the tables in spite of all may have disabled what guards them.
const unguarded = `
  alter table usage_record disable trigger all;
  alter table usage_event disable trigger all;
  alter table late_move disable trigger all;
  alter table usage_record drop constraint record_quantity_in_range, drop constraint record_state_known,
    drop constraint leased_iff_lease_id, drop constraint leased_iff_leased_until, drop constraint ended_iff_ended_at,
    drop constraint settled_with_proof, drop constraint dead_with_reason;
  alter table carry drop constraint carry_quantity_positive;
  alter table late_move drop constraint moved_forward`
