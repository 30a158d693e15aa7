import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import { createMeter, EventConflict, type RecordReport, StoreError } from "@tallyhour/core"
import { DateTime } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { drivers, type OpenDriver } from "../test/drivers.ts"
import { testDatabase } from "../test/testDatabase.ts"
import type { Meter } from "../examples/Order.ts"

const database = testDatabase()
const placedAt = "2026-03-10T11:30:00.123Z"

// Everything that a driver could take for something else than text.
const tags = { account: "2026-03-10", amount: "0012", flag: "true" }
const strange = '{"$1": "?|& \\\\? $2"} \' -- é\u{1f600}'

// One schema for all of them; what each records bears its name.
let meter: Meter
let ledger: string
let query: (text: string, values?: Array<unknown>) => Promise<ReadonlyArray<unknown>>

beforeAll(async () => {
  if (database.isMissing) return
  const { pool, schema, store } = await database.open()
  await pool.query("create table shop_order (id text primary key, account text not null)")
  query = async (text, values) => (await pool.query(text, values)).rows
  ledger = `"${schema}".usage_event`
  meter = createMeter({
    catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "orders" }] }] },
    store,
    transport: memoryTransport(makeMarketplaceEmulator())
  })
})
afterAll(() => meter?.close())

describe.skipIf(database.isMissing).each(Object.entries(drivers))("in a transaction of %s", (name, open) => {
  let driver: OpenDriver

  beforeAll(() => {
    driver = open(database.url())
  })
  afterAll(() => driver.close())

  const idOf = (event: string) => `${event} of ${name}`
  const usageOf = (eventId: string, quantity = "1") => ({
    account: idOf(eventId),
    eventId: idOf(eventId),
    meter: "orders",
    occurredAt: placedAt,
    quantity
  })
  const recordedOf = async (eventId: string) =>
    (await meter.balances()).find(({ account }) => account === usageOf(eventId).account)?.recorded

  it("usage is recorded with the work it belongs to, to the letter", async () => {
    const usage = { ...usageOf(strange, "12345678901234.000000000001"), tags }
    const reports: Array<RecordReport> = []

    await driver.inTransaction(async (transaction) => {
      reports.push(await meter.record(transaction, usage))
      reports.push(await meter.record(transaction, usage))
    })

    assert.deepStrictEqual(
      reports.map(({ alreadyRecorded, recorded }) => ({ alreadyRecorded, recorded })),
      [
        { alreadyRecorded: [], recorded: 1 },
        { alreadyRecorded: [idOf(strange)], recorded: 0 }
      ]
    )
    const stored = await query(
      `select account, quantity::text, tags, to_json(occurred_at at time zone 'UTC') as at from ${ledger} where event_id = $1`,
      [usage.eventId]
    )
    assert.deepStrictEqual(stored, [
      {
        account: usage.account,
        at: "2026-03-10T11:30:00.123",
        quantity: usage.quantity,
        tags: Object.entries(tags)
      }
    ])
  })

  it("usage is gone when the work fails, and can be recorded by another try", async () => {
    const usage = usageOf("tried twice")
    const failed = await Promise.allSettled([
      driver.inTransaction(async (transaction) => {
        await meter.record(transaction, usage)
        throw new Error("the work fails")
      })
    ])

    const left = await recordedOf("tried twice")
    await driver.inTransaction(async (transaction) => void (await meter.record(transaction, usage)))

    assert.strictEqual(failed[0]?.status, "rejected")
    assert.isUndefined(left)
    assert.strictEqual(await recordedOf("tried twice"), "1")
  })

  it("an order is placed with its usage, and an order that fails takes its usage with it", async () => {
    const [order, again] = ["order 1", "order 2"].map((id) => ({
      account: usageOf(id).account,
      id: idOf(id),
      placedAt: DateTime.toDateUtc(DateTime.makeUnsafe(placedAt))
    }))

    await driver.placeOrder(meter, order!)
    await query("insert into shop_order (id, account) values ($1, $2)", [again!.id, again!.account])
    const failed = await Promise.allSettled([driver.placeOrder(meter, again!)])

    assert.strictEqual(failed[0]?.status, "rejected", "the key of the order refuses it")
    assert.deepStrictEqual([await recordedOf("order 1"), await recordedOf("order 2")], ["1", undefined])
  })

  it("a conflict is typed, stores nothing, and leaves the transaction usable", async () => {
    await driver.inTransaction(
      async (transaction) => void (await meter.record(transaction, usageOf("first")))
    )
    let conflict: unknown

    await driver.inTransaction(async (transaction) => {
      const events = [usageOf("beside"), usageOf("first", "2")]
      conflict = await meter.record(transaction, events).catch((error: unknown) => error)
      await meter.record(transaction, usageOf("after"))
    })

    assert.isTrue(
      conflict instanceof EventConflict && conflict.eventIds.includes(idOf("first")),
      String(conflict)
    )
    assert.deepStrictEqual(await Promise.all(["first", "beside", "after"].map(recordedOf)), [
      "1",
      undefined,
      "1"
    ])
  })

  it("what is no transaction is refused, and nothing is recorded", async () => {
    const refusal = await meter.record(driver.outside, usageOf("outside")).catch((error: unknown) => error)

    assert.instanceOf(refusal, StoreError)
    assert.include(String(refusal), "this is no transaction")
    assert.isUndefined(await recordedOf("outside"))
  })
})
