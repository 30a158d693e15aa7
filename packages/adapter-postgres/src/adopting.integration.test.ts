import { Balance, Quantity } from "@tallyhour/core"
import { quantity } from "@tallyhour/core/testing"
import { Effect } from "effect"
import { assert, beforeAll, describe, it } from "vitest"
import { numbersOf, restoreElsewhere } from "../test/restoredElsewhere.ts"
import { append, appendIn, balances, link, reasonOf, sealDue, usage } from "../test/steps.ts"
import { type OpenStore, testDatabase } from "../test/testDatabase.ts"
import { openClient } from "../test/transactions.ts"

const database = testDatabase()

/** A store with five counted events, two that were open when they were counted, and three that came later. */
const dumped = async (): Promise<OpenStore> => {
  const open = await database.open()
  const { pool, run, store } = open
  const late = await openClient(pool)
  await run(link(["a"]))
  await appendIn(store, late.transaction, two())
  for (let i = 0; i < 5; i++) await run(append([usage({ account: "a" })]))
  await run(sealDue())
  await late.end("commit")
  for (let i = 0; i < 3; i++) await run(append([usage({ account: "a" })]))
  return open
}

const two = () => [usage({ account: "a" }), usage({ account: "a" })]

const adopt = ({ store }: OpenStore) => Effect.runPromise(Effect.result(store.adopt))

/** What was recorded, and what of it stands in records and hours; the difference is what was lost or counted twice. */
const booksOf = async ({ run }: OpenStore) => {
  await run(sealDue())
  const [books] = await run(balances)
  return {
    recorded: Quantity.format(books!.recorded),
    pending: Quantity.format(Quantity.sum([books!.pending, books!.open, books!.carried])),
    unexplained: Quantity.format(Balance.unexplained(books!))
  }
}

/** How far the numbers of the dump's server are ahead of this one's. */
const servers: Readonly<
  Record<string, (numbers: { readonly lowest: bigint; readonly next: bigint }) => bigint>
> = {
  "a server that has seen far more": () => 4_000_000_000n,
  "a server that has seen far fewer": ({ lowest }) => 10n - lowest,
  "a server that is a few transactions ahead, so that numbers mean both": ({ lowest, next }) => next - lowest,
  "a server that is as far as this one will be in a moment": ({ lowest, next }) => next + 10n - lowest,
  "a server that was as far as this one": () => 0n
}

describe.skipIf(database.isMissing)("a dump of another server", () => {
  let from: OpenStore
  beforeAll(async () => {
    from = await dumped()
  })

  it.each(Object.entries(servers))(
    "of %s seals nothing until it is adopted, and then bills all usage once, what was recorded here since included",
    async (_, aheadOf) => {
      const to = await database.open()
      const early = await openClient(to.pool)
      // It has a number that is lower than those of the restore.
      await early.transaction.query("select pg_current_xact_id()")
      const ahead = aheadOf(await numbersOf(from))
      // The restore takes longer than a few transactions of others.
      for (let i = 0; i < 20; i++) await to.pool.query("select pg_current_xact_id()")
      await restoreElsewhere(from, to, { ahead })
      for (let i = 0; i < 30; i++) await to.run(append([usage({ account: "a" })]))
      await appendIn(to.store, early.transaction, two())
      const open = await openClient(to.pool)
      await appendIn(to.store, open.transaction, two())
      await early.end("commit")

      const refusal = await to.run(Effect.flip(sealDue()))
      const adopted = await adopt(to)
      await open.end("commit")
      const again = await adopt(to)

      assert.strictEqual(refusal._tag === "StoreError" && refusal.reason._tag, "StoreRefused")
      assert.match(refusal.message, /"tallyhour adopt"/)
      assert.deepInclude(adopted, { success: { isAdopted: true, counted: 5, uncounted: 37 } })
      assert.deepInclude(again, { success: { isAdopted: false, counted: 0, uncounted: 0 } })
      assert.deepStrictEqual(await booksOf(to), { recorded: "44", pending: "44", unexplained: "0" })
      await to.run(append(two()))
      assert.deepStrictEqual(await booksOf(to), { recorded: "46", pending: "46", unexplained: "0" })
    }
  )

  it("is adopted while a transaction that began before the restore goes on to record", async () => {
    const to = await database.open()
    const early = await openClient(to.pool)
    await early.transaction.query("select pg_current_xact_id()")
    await restoreElsewhere(from, to, { ahead: 10n - (await numbersOf(from)).lowest })

    await adopt(to)
    await appendIn(to.store, early.transaction, two())
    await early.end("commit")

    assert.deepStrictEqual(await booksOf(to), { recorded: "12", pending: "12", unexplained: "0" })
  })

  it("is told from what was recorded here even where the numbers happen to be those of its restore", async () => {
    const to = await database.open()
    await restoreElsewhere(from, to, { ahead: 4_000_000_000n })
    await to.run(append(two()))

    // One author, two transactions: the very one that restores, and one before it.
    await to.pool.query(
      `begin; set local session_replication_role = replica;
       insert into "${to.schema}".usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property,
         recorded_at, recorded_xid)
       select 'restored ' || n, account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at,
         (pg_current_xact_id()::text::bigint - n)::text::xid8
       from (select account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at
         from "${to.schema}".usage_event limit 1) one, generate_series(0, 1) n;
       commit`
    )
    const adopted = await adopt(to)

    assert.deepInclude(adopted, { success: { isAdopted: true, counted: 7, uncounted: 7 } })
    const { rows } = await to.pool.query(
      `select distinct recorded_xid::text as number from "${to.schema}".usage_event where event_id like 'restored%'`
    )
    assert.deepStrictEqual(rows, [{ number: "3" }])
  })

  const indistinct = {
    "a row that was restored by itself, under a number that this server has used since": (to: OpenStore) =>
      to.pool.query(
        `begin; set local session_replication_role = replica;
         insert into "${to.schema}".usage_event (event_id, account, meter, quantity, occurred_at, tags, aggregation, property,
           recorded_at, recorded_xid)
         select 'restored', account, meter, quantity, occurred_at, tags, aggregation, property, recorded_at,
           (select (xmin::text::bigint + 1)::text::xid8 from "${to.schema}".counted_snapshot)
         from "${to.schema}".usage_event limit 1;
         commit`
      ),
    "a row that was recorded in a savepoint": async (to: OpenStore) => {
      const client = await openClient(to.pool)
      // It has the number of the transaction, and a later author.
      await client.transaction.query("select pg_current_xact_id(); savepoint here")
      await appendIn(to.store, client.transaction, [usage({ account: "a" })])
      await client.end("commit")
    }
  }

  it.each(Object.entries(indistinct))(
    "is not adopted where nobody can tell what was restored, and the refusal says how to restore it: %s",
    async (_, add) => {
      const to = await database.open()
      await restoreElsewhere(from, to, { ahead: 4_000_000_000n, byRow: true })
      await to.run(append(two()))
      await add(to)

      const refusal = await Effect.runPromise(Effect.flip(to.store.adopt))

      assert.strictEqual(refusal.reason._tag, "StoreRefused")
      assert.match(refusal.message, /of 1 events nobody can tell .* --single-transaction/)
      assert.strictEqual(reasonOf(await to.run(Effect.result(sealDue()))), "StoreRefused")
    }
  )

  it("leaves a trace of its adoption, and opens no event to anybody else", async () => {
    const to = await database.open()
    await restoreElsewhere(from, to, { ahead: 4_000_000_000n })

    await adopt(to)

    const { rows } = await to.pool.query<{ kind: string; detail: string }>(
      `select kind, detail from "${to.schema}".intervention`
    )
    const refusal = await to.pool
      .query(`update "${to.schema}".usage_event set recorded_xid = '3'`)
      .then(String, (error: { readonly code: string }) => error.code)
    assert.deepStrictEqual([rows.length, rows[0]?.kind, refusal], [1, "adoption", "23001"])
    assert.match(rows[0]!.detail, /^counted by another server up to \d+:\d+:.* by this one from \d+$/)
  })
})

describe.skipIf(database.isMissing)("a ledger that nobody has to adopt", () => {
  it("is one of this server, restored or not", async () => {
    const from = await dumped()
    const to = await database.open()
    const { rows } = await from.pool.query<{ server: string }>(
      `select server from "${from.schema}".counted_snapshot`
    )
    await restoreElsewhere(from, to, { ahead: 0n, server: rows[0]!.server })

    const answers = [await adopt(from), await adopt(to)]

    for (const answer of answers)
      assert.deepInclude(answer, { success: { isAdopted: false, counted: 0, uncounted: 0 } })
    assert.match(rows[0]!.server, /^\d+$/)
    assert.deepStrictEqual(await booksOf(to), { recorded: "10", pending: "10", unexplained: "0" })
  })

  it("is one that was upgraded with its numbers, as pg_upgrade does it", async () => {
    const open = await dumped()
    await open.pool.query(
      `begin; set local session_replication_role = replica;
       update "${open.schema}".counted_snapshot set server = 'before', counted_xid = pg_current_xact_id(); commit`
    )

    const answer = await adopt(open)

    assert.deepInclude(answer, { success: { isAdopted: false, counted: 0, uncounted: 0 } })
    assert.deepStrictEqual(await booksOf(open), { recorded: "10", pending: "10", unexplained: "0" })
    assert.strictEqual((await open.run(balances))[0]?.recorded, quantity("10"))
  })
})
