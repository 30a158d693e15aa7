import {
  auditLedger,
  Books,
  type DueUsage,
  type Instant,
  lastSealableHour,
  LedgerAudit,
  MeteringPolicy,
  RecordLedger,
  Settlement,
  type UsageEvent
} from "@tallyhour/core"
import { quantity, sealAt } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import fc from "fast-check"
import { assert, beforeAll, describe, it } from "vitest"
import { compareStores } from "../test/compareStores.ts"
import { type Command, history } from "../test/randomCommands.ts"
import { restoreElsewhere } from "../test/restoredElsewhere.ts"
import { append, appendIn, leaseDue, link, noon, sealDue, settleAll, usage } from "../test/steps.ts"
import { freshSchema, type OpenStore, testDatabase } from "../test/testDatabase.ts"
import { openClient } from "../test/transactions.ts"
import { besideMemory, impatient } from "../test/twoStores.ts"
import { untilWaiting } from "../test/untilWaiting.ts"
import type { PostgresStore } from "./PostgresStore.ts"

const database = testDatabase()

const days = (n: number): Instant => DateTime.add(noon, { days: n })

/** Archives what was finished before an instant, as soon as that is allowed. */
const archiveBefore = (store: PostgresStore, before: Instant) =>
  Effect.runPromise(store.archive({ before, now: DateTime.add(before, { days: 62 }) }))

const settled = Settlement.make({ _tag: "Settled", meteringRecordId: "b0000000" })

/** A store with an hour of usage that is billed, one that is a dead letter, and one that no agreement takes yet. */
const filled = async (): Promise<OpenStore> => {
  const open = await database.open()
  const { run } = open
  await run(link(["billed", "dead"]))
  await run(append([usage({ account: "dead", eventId: "dead", quantity: "3" })]))
  await run(sealDue())
  await run(settleAll(await run(leaseDue()), Settlement.make({ _tag: "Dead", reason: "InvalidTag: x" })))
  await run(append([billed, peak("billed", "peak", "5"), usage({ account: "waiting", eventId: "waiting" })]))
  await run(sealDue())
  await run(settleAll(await run(leaseDue()), settled))
  return open
}

const billed = usage({ account: "billed", eventId: "billed", quantity: "2.5" })

const peak = (account: string, eventId: string, size: string): UsageEvent => ({
  ...usage({ account, eventId, meter: "seats", quantity: size }),
  aggregation: "max"
})

const ofPeak = (i: number, n: number) => peak("a", `${i} ${n}`, String(n))

/** Seals long after, and tells what was offered to decide about. */
const sealLate = Effect.gen(function* () {
  const now = days(100)
  const offered: Array<DueUsage> = []
  const ledger = yield* RecordLedger
  const decide = (due: DueUsage) => {
    offered.push(due)
    return sealAt(now)(due)
  }
  yield* ledger.seal(decide, {
    guarded: ["requests", "seats"],
    now,
    openHoursMax: 100,
    through: lastSealableHour(now, MeteringPolicy)
  })
  return offered
})

/** All that the store says of its books. */
const booksOf = ({ run }: OpenStore) =>
  run(
    Effect.gen(function* () {
      const books = yield* Books
      const audit = yield* LedgerAudit
      return {
        balances: yield* books.balances,
        unbilled: yield* books.unbilled,
        entries: yield* audit.entries({ recordsMax: 100 }),
        audited: yield* auditLedger()
      }
    })
  )

const rowsOf = async ({ pool, schema }: Pick<OpenStore, "pool" | "schema">, table: string) =>
  (await pool.query<Record<string, unknown>>(`select * from "${schema}".${table} order by 1`)).rows

const idsOf = async (open: OpenStore, table: "archived_event" | "usage_event") =>
  (await rowsOf(open, table)).map(({ event_id }) => event_id)

describe.skipIf(database.isMissing)("an archive", () => {
  let untouched: OpenStore
  beforeAll(async () => {
    untouched = await filled()
  })

  it("holds whole rows and changes no figure of the books, and what still waits stays where it is", async () => {
    const open = await filled()
    const before = await booksOf(open)
    const [events, records] = [await rowsOf(open, "usage_event"), await rowsOf(open, "usage_record")]

    const archived = await archiveBefore(open.store, days(1))

    const [first, second] = await rowsOf(open, "intervention")
    const marked = (rows: ReadonlyArray<object>, note: Readonly<Record<string, unknown>> | undefined) =>
      rows.map((row) => ({ ...row, archived_as: note!.intervened_as }))
    const finished = events.filter(({ event_id }) => event_id !== "waiting")
    assert.deepStrictEqual(archived, { events: 3, records: 3 })
    assert.deepStrictEqual(await rowsOf(open, "archived_event"), marked(finished, first))
    assert.deepStrictEqual(await rowsOf(open, "archived_record"), marked(records, second))
    assert.deepStrictEqual(await idsOf(open, "usage_event"), ["waiting"])
    assert.deepStrictEqual(await rowsOf(open, "usage_record"), [])
    assert.deepInclude(first, {
      kind: "retention",
      detail: "archived what was finished before 2026-03-11T12:30:00.000Z"
    })
    assert.deepStrictEqual(await booksOf(open), before)
    assert.deepStrictEqual(before.audited.violations, [])
    assert.deepStrictEqual(
      [before.entries.entries.length, before.unbilled.length, before.balances.length],
      [3, 1, 4]
    )
  })

  it("takes nothing that occurred, was recorded or ended at its limit or later, and leaves no trace where it takes nothing", async () => {
    const archived = await archiveBefore(untouched.store, noon)

    assert.deepStrictEqual(archived, { events: 0, records: 0 })
    assert.deepStrictEqual(await rowsOf(untouched, "intervention"), [])
  })

  it("takes nothing that no sealing has counted, and nothing of an hour in which usage still waits", async () => {
    const open = await filled()
    const { run } = open
    const gauge: UsageEvent = {
      ...usage({ account: "billed", eventId: "held on", meter: "connections" }),
      aggregation: "time-weighted"
    }
    await run(append([gauge]))
    await run(sealDue())
    await run(settleAll(await run(leaseDue()), settled))
    await run(append([usage({ account: "billed", eventId: "late" })]))
    await run(sealDue({ openHoursMax: 0 }))
    await run(append([usage({ account: "dead", eventId: "uncounted" })]))

    await archiveBefore(open.store, days(1))

    const left = await rowsOf(open, "usage_record")
    assert.deepStrictEqual(await idsOf(open, "usage_event"), [
      "billed",
      "held on",
      "late",
      "uncounted",
      "waiting"
    ])
    assert.deepStrictEqual(
      left.map(({ account, meter }) => [account, meter]),
      [["billed", "requests"]]
    )
  })

  it("of less than 62 days ago is refused, and says which day is early enough", async () => {
    const { store } = untouched

    const refusal = await Effect.runPromise(Effect.flip(store.archive({ before: days(-61), now: noon })))
    const allowed = await Effect.runPromise(store.archive({ before: days(-62), now: noon }))

    assert.strictEqual(refusal.reason._tag, "StoreRefused")
    assert.match(refusal.message, /62 days .* before 2026-01-07T12:30:00\.000Z, not before 2026-01-08T12:30/)
    assert.deepStrictEqual(allowed, { events: 0, records: 0 })
  })

  it("goes on where one was cut off in the middle of an hour, and every figure is right in between", async () => {
    const open = await database.open()
    await open.run(link(["a"]))
    for (let i = 0; i < 4; i++)
      await open.run(
        append(Array.from({ length: 3000 }, (_, n) => (n % 2 === 0 ? usage({ account: "a" }) : ofPeak(i, n))))
      )
    await open.run(sealDue())
    await open.run(settleAll(await open.run(leaseDue()), settled))
    const before = await booksOf(open)
    await open.pool.query(
      `create function "${open.schema}".cut_off() returns trigger language plpgsql as
         $$ begin raise exception 'disk full' using errcode = '53100'; end $$;
       create trigger cut_off before insert on "${open.schema}".archived_series for each row execute function "${open.schema}".cut_off()`
    )

    const cut = await Effect.runPromise(Effect.flip(open.store.archive({ before: days(1), now: days(63) })))
    const half = await booksOf(open)
    const { length: left } = await idsOf(open, "usage_event")
    await open.pool.query(`drop trigger cut_off on "${open.schema}".archived_series`)
    const archived = await archiveBefore(open.store, days(1))

    assert.strictEqual(cut.reason._tag, "StoreUnavailable")
    assert.isTrue(left > 0 && left < 12_000, String(left))
    assert.deepStrictEqual(archived, { events: left, records: 2 })
    assert.deepStrictEqual([half, await booksOf(open)], [before, before])
  })

  it("keeps every column that a table of what is at work has", async () => {
    const { pool, schema } = untouched
    const columnsOf = async (table: string) =>
      (
        await pool.query(
          `select column_name, data_type, collation_name, is_nullable from information_schema.columns
           where table_schema = $1 and table_name = $2 and column_name not in ('archived_as', 'ended_at') order by 1`,
          [schema, table]
        )
      ).rows

    const archived = [await columnsOf("archived_event"), await columnsOf("archived_record")]

    assert.deepStrictEqual(archived, [await columnsOf("usage_event"), await columnsOf("usage_record")])
    assert.deepStrictEqual(
      archived.map(({ length }) => length),
      [10, 24]
    )
  })

  const kept = [
    "update archived_event set quantity = 0",
    "delete from archived_event",
    "truncate archived_event",
    "update archived_record set used = 0",
    "delete from archived_record",
    "truncate archived_record",
    "update archived_figure set quantity = 0",
    "delete from archived_figure",
    "truncate archived_figure",
    "update archived_series set quantity = 0",
    "delete from archived_series",
    "truncate archived_series"
  ]

  it("is kept from every change and removal, by anybody", async () => {
    const { pool, schema } = untouched

    const refusals = []
    for (const statement of kept)
      refusals.push(
        await pool
          .query(statement.replace("archived", `"${schema}".archived`))
          .then(String, (error: { readonly code: string }) => error.code)
      )

    assert.deepStrictEqual(
      refusals,
      kept.map(() => "23001")
    )
  })
})

describe.skipIf(database.isMissing)("an event that is archived", () => {
  let open: OpenStore
  beforeAll(async () => {
    open = await filled()
    await archiveBefore(open.store, days(1))
  })

  const others: ReadonlyArray<readonly [string, UsageEvent]> = [
    ["quantity", { ...billed, quantity: quantity("3") }],
    ["time, even one of today", { ...billed, occurredAt: days(90) }],
    ["account", { ...billed, account: "another" }],
    ["tags", { ...billed, tags: [["team", "red"]] }]
  ]

  const beside: ReadonlyArray<readonly [string, ReadonlyArray<UsageEvent>]> = [
    ["by itself", []],
    ["in a batch", [usage({ account: "waiting", eventId: "waiting" })]]
  ]

  it.each(beside)("is recorded already, for ever, %s", async (_, more) => {
    const before = await booksOf(open)

    const answer = await open.run(append([billed, ...more]))

    assert.deepStrictEqual(answer.alreadyRecorded.toSorted(), ["billed", ...more.map(() => "waiting")])
    assert.deepStrictEqual(await idsOf(open, "usage_event"), ["waiting"])
    assert.deepStrictEqual(await booksOf(open), before)
  })

  it.each(beside.flatMap(([how, more]) => others.map(([what, other]) => [what, how, other, more] as const)))(
    "is a conflict with another %s, %s",
    async (_what, _how, other, more) => {
      const refusal = await open.run(Effect.flip(append([other, ...more])))

      assert.deepInclude(refusal, { _tag: "EventConflict", eventIds: ["billed"] })
      assert.deepStrictEqual(await idsOf(open, "usage_event"), ["waiting"])
    }
  )

  it("stays one when the function for other languages is asked", async () => {
    await open.pool.query(
      `insert into "${open.schema}".known_meter values ('requests', 'sum', false, null, '2026-03-10') on conflict do nothing`
    )

    const { rows } = await open.pool.query(
      `select "${open.schema}".record_usage('billed', 'billed', 'requests', 2.5, '2026-03-10T11:30:00Z') as answer`
    )

    assert.deepStrictEqual(rows, [{ answer: "already recorded" }])
  })
})

describe.skipIf(database.isMissing)("an event that is archived at the moment of its repeat", () => {
  it.each(["read committed", "repeatable read"])("is known at once to a caller in %s", async (isolation) => {
    const open = await filled()
    const caller = await openClient(open.pool)
    await caller.transaction.query(`set transaction isolation level ${isolation}; select 1 as seen`)
    const holder = await openClient(open.pool)
    await holder.transaction.query(
      `insert into "${open.schema}".archived_figure values ('billed', 'requests', 'recorded', 0)`
    )

    const archiving = archiveBefore(open.store, days(1))
    await untilWaiting(open.pool)
    const answer = await appendIn(open.store, caller.transaction, [billed])
    await holder.end("roll back")
    await caller.end("commit")

    assert.deepInclude(answer, { success: { recorded: 0, alreadyRecorded: ["billed"] } })
    assert.deepStrictEqual(await archiving, { events: 3, records: 3 })
    assert.deepStrictEqual(await idsOf(open, "usage_event"), ["waiting"])
  })
})

describe.skipIf(database.isMissing)("late usage of an hour that is archived", () => {
  let archived: OpenStore
  let whole: OpenStore
  beforeAll(async () => {
    archived = await filled()
    whole = await filled()
    await archiveBefore(archived.store, days(1))
  })

  const late: ReadonlyArray<readonly [string, UsageEvent, string]> = [
    ["adds to a sum", usage({ account: "billed", eventId: "more", quantity: "1" }), "3.5"],
    ["is compared with the archived events of a maximum", peak("billed", "higher", "8"), "8"],
    ["below an archived maximum changes nothing", peak("billed", "lower", "4"), "8"]
  ]

  it.each(late)("%s, and gets the answer that it would have got before", async (_, event, recorded) => {
    const offered: Array<ReadonlyArray<DueUsage>> = []
    for (const { run } of [whole, archived]) {
      await run(append([event]))
      offered.push(await run(sealLate))
    }
    const answered = await booksOf(archived)
    await archiveBefore(archived.store, days(1))

    const books = await booksOf(archived)
    const balance = books.balances.find(
      ({ account, meter }) => account === event.account && meter === event.meter
    )
    assert.deepStrictEqual(offered[1], offered[0])
    assert.strictEqual(balance?.recorded, quantity(recorded))
    assert.deepStrictEqual([answered, books], Array(2).fill(await booksOf(whole)))
    assert.deepStrictEqual(await idsOf(archived, "usage_event"), ["waiting"])
    assert.deepStrictEqual(await rowsOf(archived, "usage_record"), [])
  })

  it("finds the record refused, whoever would seal it once more", async () => {
    const { pool, schema } = archived

    const refusal = await pool
      .query(
        `insert into "${schema}".usage_record (dedup_key, account, meter, product_code, region, agreement, dimension, hour,
           stamped_at, quantity, used, allocations, deadline, sealed_at, available_at, send_before)
         select dedup_key, account, meter, product_code, region, agreement, dimension, hour, stamped_at, quantity, used,
           allocations, deadline, sealed_at + interval '3 days', available_at, send_before
         from "${schema}".archived_record limit 1`
      )
      .then(String, (error: { readonly code: string }) => error.code)

    assert.strictEqual(refusal, "23001")
  })
})

describe.skipIf(database.isMissing)("a dump with an archive", () => {
  it("archives nothing before it is adopted, and keeps its figures and its ids", async () => {
    const from = await filled()
    await archiveBefore(from.store, days(1))
    await from.run(append([usage({ account: "billed", eventId: "counted" })]))
    await from.run(sealDue())
    await from.run(append([usage({ account: "billed", eventId: "uncounted" })]))
    const to = await database.open()
    await restoreElsewhere(from, to, { ahead: 4_000_000_000n })

    const refusal = await Effect.runPromise(Effect.flip(to.store.archive({ before: days(1), now: days(63) })))
    const adopted = await Effect.runPromise(to.store.adopt)

    assert.match(refusal.message, /"tallyhour adopt"/)
    assert.deepStrictEqual(adopted, { isAdopted: true, counted: 2, uncounted: 1 })
    assert.deepStrictEqual((await booksOf(to)).balances, (await booksOf(from)).balances)
    assert.deepStrictEqual((await booksOf(to)).entries, (await booksOf(from)).entries)
    assert.deepStrictEqual((await to.run(append([billed]))).alreadyRecorded, ["billed"])
  })
})

describe.skipIf(database.isMissing)("a store that archives all the time", () => {
  it(
    "answers every history as the store in memory does, which never archives",
    { timeout: 60_000 },
    async () => {
      const pool = database.pool({ options: impatient })
      const open = besideMemory(pool, database.pool({ max: 1 }))
      const moved = { archived_event: 0, archived_record: 0 }

      await fc.assert(
        fc.asyncProperty(history, async ({ begin, commands }) => {
          const schema = freshSchema()
          const told = [...linkAll, ...commands].flatMap((command, i) => [
            ...(i % 12 === 11 ? longTime : []),
            command
          ])
          await compareStores({ begin, commands: told, faults: [] }, await open(schema))
          for (const table of ["archived_event", "archived_record"] as const)
            moved[table] += (await rowsOf({ pool, schema }, table)).length
        }),
        { endOnFailure: true, numRuns: 4, seed: 20_260_311 }
      )

      assert.isAbove(moved.archived_event, 10)
      assert.isAbove(moved.archived_record, 5)
    }
  )
})

const archive: Command = { _tag: "Archive" }

const linkAll = [0, 1, 2].map((account): Command => ({
  _tag: "Link",
  account,
  agreement: account,
  hoursAgo: 100,
  included: 0,
  product: 0
}))

const seal: Command = {
  _tag: "Seal",
  fraction: "carry",
  late: "next-open-hour",
  openHoursMax: 1000,
  times: 1000,
  unit: "1",
  zeroRecords: false
}

const wait = (minutes: number): Command => ({ _tag: "Wait", minutes })

/** Lets what there is be sealed, settled and ended, and become old. */
const longTime: ReadonlyArray<Command> = [
  { _tag: "Finish", caller: 0, outcome: "commit" },
  { _tag: "Finish", caller: 1, outcome: "commit" },
  wait(180),
  seal,
  { _tag: "Lease", recordsMax: 1000 },
  { _tag: "Settle", lease: 0, words: ["settled", "dead", "silence"] },
  wait(1500),
  seal,
  { _tag: "Expire" },
  wait(3000),
  archive
]
