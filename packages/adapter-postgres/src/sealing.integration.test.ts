import { Balance, Catalogue, Quantity, sealHours } from "@tallyhour/core"
import { clockAt, exampleProduct, quantity } from "@tallyhour/core/testing"
import { Clock, Effect } from "effect"
import { assert, describe, it } from "vitest"
import { explaining, plansOf } from "../test/explained.ts"
import { append, balances, link, noon, reasonOf, sealDue, usage } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"
import { namesIn } from "./schema/Names.ts"
import { runnerIn } from "./SqlRunner.ts"
import { lockCounted } from "./statement/countEvents.ts"
import { openClient } from "../test/transactions.ts"
import { untilWaiting } from "../test/untilWaiting.ts"

const database = testDatabase()

const catalogue = Catalogue.layer({
  products: [{ code: exampleProduct, meters: [{ name: "requests" }, { name: "storage" }, { name: "seats" }] }]
})

const sealAll = sealHours().pipe(Effect.provide(catalogue), Effect.provideService(Clock.Clock, clockAt(noon)))

const texts = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}${i}`)

/** Usage of many accounts, meters and hours, with fractions. */
const muchUsage = (accounts: ReadonlyArray<string>) =>
  accounts.flatMap((account, a) =>
    ["requests", "storage", "seats"].flatMap((meter, m) =>
      [6, 7, 8, 9, 10, 11].map((hour) =>
        usage({
          account,
          meter,
          occurredAt: `2026-03-10T${String(hour).padStart(2, "0")}:15:00Z`,
          quantity: `${a + m}.${hour}`
        })
      )
    )
  )

describe.skipIf(database.isMissing)("sealing at once", () => {
  it("by two lets one wait for the other and find nothing", async () => {
    const { pool, run, schema } = await database.open()
    await run(link(["a"]))
    await run(append([usage({ account: "a" })]))
    const holder = await openClient(pool)
    await holder.transaction.query(`select snapshot from "${schema}".counted_snapshot for update`)

    const both = Promise.all([run(sealDue()), run(sealDue())])
    await untilWaiting(pool, 2)
    await holder.end("roll back")
    const sealed = await both

    assert.sameMembers(
      sealed.map(({ records }) => records),
      [0, 1]
    )
  })

  it("by eight workers seals each key once and loses nothing, while usage goes on to come in", async () => {
    const { pool, run, schema } = await database.open()
    const accounts = texts("account ", 30)
    const workers = await Promise.all(
      texts("worker", 8).map(() => database.open({ isMigrated: false, schema }))
    )
    await run(link(accounts))
    await run(append(muchUsage(accounts)))

    const recorder = (async () => {
      for (let round = 0; round < 10; round++) await run(append(muchUsage(accounts)))
    })()
    const sealedAtOnce = await Promise.all(workers.map((worker) => worker.run(sealAll)))
    await recorder
    const sealedInTheEnd = await run(sealAll)

    const { rows } = await pool.query<{ records: number }>(
      `select count(*)::integer as records from "${schema}".usage_record`
    )
    assert.strictEqual(
      sealedAtOnce.reduce((sum, { records }) => sum + records, sealedInTheEnd.records),
      rows[0]!.records
    )
    const books = await run(balances)
    assert.deepStrictEqual(
      books.filter((balance) => Balance.unexplained(balance) !== Quantity.zero),
      []
    )
    assert.deepStrictEqual(
      [books.length, Quantity.sum(books.map(({ recorded }) => recorded))],
      [90, Quantity.sum(muchUsage(accounts).flatMap((event) => Array(11).fill(event.quantity)))]
    )
  })

  it("in rounds of seven hours comes to the same as in one", async () => {
    const [inRounds, inOne] = [await database.open(), await database.open()]
    const accounts = texts("account ", 5)

    for (const { run } of [inRounds, inOne]) {
      await run(link(accounts))
      await run(append(muchUsage(accounts)))
    }
    while ((await inRounds.run(sealDue({ openHoursMax: 7 }))).openHours > 0) continue
    await inOne.run(sealDue())

    assert.deepStrictEqual(await inRounds.run(balances), await inOne.run(balances))
  })

  const restored = {
    "the count is ahead": `update counted_snapshot set snapshot = '900000000:900000000:'`,
    "events are ahead": `update usage_event set recorded_xid = '900000000'`
  }

  it.each(Object.entries(restored))(
    "is refused in a server that the numbers of another were restored into, until they are adopted: %s",
    async (_, statement) => {
      const { pool, run, schema, store } = await database.open()
      await run(link(["a"]))
      await run(append([usage({ account: "a", quantity: "3" })]))
      await run(sealDue())
      await pool.query(
        `begin; set local session_replication_role = replica; set local search_path = "${schema}"; ${statement}; commit`
      )

      const refusals = [await run(Effect.result(sealDue())), await run(Effect.result(sealDue()))]

      const pending = (await run(balances))[0]?.pending
      const { isAdopted } = await Effect.runPromise(store.adopt)
      await run(append([usage({ account: "a", quantity: "4" })]))

      assert.deepStrictEqual(refusals.map(reasonOf), ["StoreRefused", "StoreRefused"])
      assert.deepStrictEqual([pending, isAdopted], [quantity("3"), true])
      assert.strictEqual(reasonOf(await run(Effect.result(sealDue()))), "none")
    }
  )
})

describe.skipIf(database.isMissing)("somebody's transaction that stays open", () => {
  it.each(["fresh", "analyzed"])(
    "makes no sealing look again at what is counted, on %s tables",
    async (state) => {
      const { pool, run, schema } = await database.open()
      const sealer = await database.open({ config: { ...explaining, max: 1 }, isMigrated: false, schema })
      const takePlans = plansOf(sealer.pool)
      await run(link(["a"]))
      const held = await openClient(pool)
      await held.transaction.query("select pg_current_xact_id()")
      await run(append(texts("event ", 3_000).map((eventId) => usage({ account: "a", eventId }))))
      if (state === "analyzed") await pool.query("analyze")
      await sealer.run(sealDue())
      await run(append(texts("more ", 5).map((eventId) => usage({ account: "a", eventId, meter: "more" }))))
      takePlans()

      const { records } = await sealer.run(sealDue())

      const looks = takePlans().flatMap(({ scans }) => scans.filter(({ table }) => table === "usage_event"))
      await held.end("roll back")
      assert.strictEqual(records, 1)
      assert.isAbove(looks.length, 0)
      assert.isAtMost(Math.max(...looks.map(({ rows }) => rows)), 5)
    }
  )
})

describe.skipIf(database.isMissing)("a sealer that stands still in the middle", () => {
  it.each([
    ["no limit of its own is ended by the server after a minute", "0", "1min"],
    ["a limit of its own is ended by that", "5s", "5s"]
  ])("and has %s, so that others seal in time", async (_, setting, expected) => {
    const { pool, schema } = await database.open()
    const { end, transaction } = await openClient(pool)
    await transaction.query(`set local idle_in_transaction_session_timeout = '${setting}'`)

    await runnerIn(transaction)(lockCounted(namesIn(schema)))

    const { rows } = await transaction.query("show idle_in_transaction_session_timeout", [])
    await end("roll back")
    assert.deepStrictEqual(rows, [{ idle_in_transaction_session_timeout: expected }])
  })
})
