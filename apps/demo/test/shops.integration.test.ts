import { assert, describe, inject, it } from "vitest"
import { serveWithEffect } from "../src/examples/withEffectHttp.ts"
import { serveWithExpress } from "../src/examples/withExpress.ts"
import { serveWithHono } from "../src/examples/withHono.ts"
import { openShopDatabase } from "./openShopDatabase.ts"
import { openShopScene } from "./openShopScene.ts"

const databaseUrl = inject("databaseUrl")
const elevenOClock = Date.parse("2026-03-10T11:00:00Z") / 1000

describe.skipIf(databaseUrl === undefined).each([
  ["Express", serveWithExpress],
  ["Hono", serveWithHono],
  ["Effect", serveWithEffect]
])("a shop served from %s", (name, serve) => {
  it("takes a buyer from its registration to its first accepted hour", async () => {
    const pool = await openShopDatabase(databaseUrl!, `tallyhour_shop_${name.toLowerCase()}`)
    const shop = await openShopScene(pool, serve)

    const registered = [await shop.register(), await shop.register()]
    const account = "aws-333333333333"
    const ordered = [
      await shop.order({ account, id: "order-1" }),
      await shop.order({ account, id: "order-2" })
    ]
    await shop.restartAt("2026-03-10T12:20:00Z")
    const accepted = await shop.accepted()

    await shop.close()
    await pool.end()
    assert.deepStrictEqual(
      registered.map(({ headers, status }) => [status, headers.get("location")]),
      Array.from({ length: 2 }, () => [303, `/welcome?account=${account}`])
    )
    assert.deepStrictEqual(
      ordered.map(({ status }) => status),
      [201, 201]
    )
    assert.deepStrictEqual(
      accepted.map(({ accountId, dimension, hour, quantity }) => ({ accountId, dimension, hour, quantity })),
      [{ accountId: "333333333333", dimension: "orders", hour: elevenOClock, quantity: 2 }]
    )
  })

  it("hears of its buyer's end, and bills what is open within the final hour", async () => {
    const pool = await openShopDatabase(databaseUrl!, `tallyhour_shop_${name.toLowerCase()}`)
    const shop = await openShopScene(pool, serve)
    await shop.register()
    await shop.order({ account: "aws-333333333333", id: "order-1" })
    shop.passTo("2026-03-10T11:25:00Z")

    const stranger = await shop.tell("License Deprovisioned - Manufacturer", "a stranger's guess")
    const told = await shop.tell("License Deprovisioned - Manufacturer")
    await shop.restartAt("2026-03-10T11:26:00Z")
    const accepted = await shop.accepted()

    await shop.close()
    await pool.end()
    assert.deepStrictEqual(
      shop.said.filter((line) => !line.startsWith("Info")),
      []
    )
    assert.deepStrictEqual([stranger.status, told.status], [401, 204])
    assert.deepStrictEqual(
      accepted.map(({ accountId, dimension, hour, quantity }) => ({ accountId, dimension, hour, quantity })),
      [{ accountId: "333333333333", dimension: "orders", hour: elevenOClock, quantity: 1 }]
    )
  })
})
