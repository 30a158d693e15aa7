import { makeMarketplaceEmulator, memoryCustomerResolution, startEmulator } from "@tallyhour/adapter-memory"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { Books, Catalogue, Quantity } from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import type { AddressInfo } from "node:net"
import type pg from "pg"
import { afterAll, assert, beforeAll, describe, inject, it, vi } from "vitest"
import { serveRegistration } from "../src/examples/registration.ts"
import { placeOrder, type Shop } from "../src/examples/withEffect.ts"
import { placeOrder as placeOrderWithPg, startMetering } from "../src/examples/withPg.ts"
import { openShopDatabase } from "./openShopDatabase.ts"

const databaseUrl = inject("databaseUrl")
const placedAt = DateTime.toDateUtc(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))

describe.skipIf(databaseUrl === undefined)("the examples of the README", () => {
  let pool: pg.Pool

  beforeAll(async () => {
    pool = await openShopDatabase(databaseUrl!, "tallyhour_examples")
  })
  afterAll(() => pool.end())

  it("meter an order with a plain pg client, and nothing when the order fails", async () => {
    const aws = await startEmulator()
    vi.stubEnv("AWS_ENDPOINT_URL_MARKETPLACE_METERING", aws.url)
    vi.stubEnv("AWS_ACCESS_KEY_ID", "EXAMPLE")
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "example")
    const meter = await startMetering(pool)

    await placeOrderWithPg(pool, meter, { id: "order-1", account: "acme", placedAt })
    const again = await Promise.allSettled([
      placeOrderWithPg(pool, meter, { id: "order-1", account: "acme", placedAt })
    ])

    assert.strictEqual(again[0]?.status, "rejected", "the order's own key refuses it, and its usage with it")
    assert.deepInclude((await meter.balances())[0], {
      account: "acme",
      meter: "orders",
      recorded: "1",
      unexplained: "0"
    })
    await meter.close()
    await aws.close()
  })

  it("link a buyer that registers, to the same account however often it comes", async () => {
    const emulator = makeMarketplaceEmulator()
    const product_code = "4ml54db8vrmjuykaw1psroool"
    const account_id = "222222222222"
    emulator.control("seed_product", { code: product_code, dimensions: ["orders"], kind: "saas" })
    emulator.control("seed_customer", { account_id, product_code })
    const { token } = Object(emulator.control("issue_token", { account_id, product_code }).body)
    await Effect.runPromise(postgresStore(pool).migrate)
    const server = serveRegistration(pool, memoryCustomerResolution(emulator), async () => undefined)
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/register`
    const register = () =>
      fetch(url, {
        body: new URLSearchParams({ "x-amzn-marketplace-token": token }),
        method: "POST",
        redirect: "manual"
      })

    const answers = [await register(), await register()]

    await new Promise((resolve) => server.close(resolve))
    assert.deepStrictEqual(
      answers.map(({ headers, status }) => [status, headers.get("location")]),
      Array.from({ length: 2 }, () => [303, "/welcome?account=aws-222222222222"])
    )
    const { rows } = await pool.query("select account from tallyhour.subscription where account like 'aws-%'")
    assert.deepStrictEqual(rows, [{ account: "aws-222222222222" }])
  })

  it("meter an order with Effect, and nothing when the order fails", async () => {
    const store = postgresStore(pool)
    const db = new Kysely<Shop>({ dialect: new PostgresDialect({ pool }) })
    const services = Layer.merge(
      store.layer,
      Catalogue.layer({ products: [{ code: "4ml54db8vrmjuykaw1psroool", meters: [{ name: "orders" }] }] })
    )

    const recorded = await Effect.runPromise(
      Effect.gen(function* () {
        yield* store.migrate
        yield* placeOrder(db, store, { id: "order-2", account: "bolt", placedAt })
        yield* Effect.exit(placeOrder(db, store, { id: "order-2", account: "bolt", placedAt }))
        yield* Effect.exit(placeOrder(db, store, { id: "order-3", account: "", placedAt }))
        const books = yield* Books
        return (yield* books.balances).find((row) => row.account === "bolt")?.recorded
      }).pipe(Effect.provide(services))
    )

    assert.strictEqual(recorded, Quantity.ofUnits(1))
    const orders = await pool.query("select id from shop_order where id <> 'order-1' order by id")
    assert.deepStrictEqual(orders.rows, [{ id: "order-2" }])
  })
})
