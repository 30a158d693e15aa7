import { assert, describe, inject, it } from "vitest"
import { cookieSessions } from "../src/examples/cookieSessions.ts"
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
    const welcomed = await shop.welcome()
    const ordered = [await shop.order({ id: "order-1" }), await shop.order({ id: "order-2" })]
    await shop.restartAt("2026-03-10T12:20:00Z")
    const accepted = await shop.accepted()

    await shop.close()
    await pool.end()
    assert.deepStrictEqual(
      registered.map(({ headers, status }) => [status, headers.get("location")]),
      Array.from({ length: 2 }, () => [303, "/welcome"])
    )
    assert.deepStrictEqual([welcomed.status, await welcomed.text()], [200, "Welcome, aws-333333333333."])
    assert.deepStrictEqual(
      ordered.map(({ status }) => status),
      [201, 201]
    )
    assert.deepStrictEqual(
      accepted.map(({ accountId, dimension, hour, quantity }) => ({ accountId, dimension, hour, quantity })),
      [{ accountId: "333333333333", dimension: "orders", hour: elevenOClock, quantity: 2 }]
    )
  })

  it("takes orders and bills for nobody but who is signed in", async () => {
    const pool = await openShopDatabase(databaseUrl!, `tallyhour_shop_${name.toLowerCase()}`)
    const shop = await openShopScene(pool, serve)
    await shop.register()
    const others = cookieSessions("another secret", () => elevenOClock * 1000)
      .cookieFor("aws-333333333333")
      .split(";")[0]!
    const strangers = ["", "session=", others, shop.session().slice(0, -1)]

    const refused = [
      ...(await Promise.all(strangers.map((cookie) => shop.welcome(cookie)))),
      ...(await Promise.all(strangers.map((cookie) => shop.order({ id: "order-1" }, { cookie }))))
    ]
    const ordered = await shop.order({ account: "aws-111111111111", id: "order-2" })

    const { rows } = await pool.query("select id, account from shop_order")
    await shop.close()
    await pool.end()
    assert.deepStrictEqual(
      refused.map(({ status }) => status),
      Array.from({ length: 8 }, () => 401)
    )
    assert.strictEqual(ordered.status, 201)
    assert.deepStrictEqual(rows, [{ account: "aws-333333333333", id: "aws-333333333333/order-2" }])
  })

  it("hears of its buyer's end, and bills what is open within the final hour", async () => {
    const pool = await openShopDatabase(databaseUrl!, `tallyhour_shop_${name.toLowerCase()}`)
    const shop = await openShopScene(pool, serve)
    await shop.register()
    await shop.order({ id: "order-1" })
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
