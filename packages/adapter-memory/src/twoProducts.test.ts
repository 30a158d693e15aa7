import { assert, describe, it } from "@effect/vitest"
import { createMeter } from "@tallyhour/core"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"

describe("an account that is subscribed to two products", () => {
  it("has the hour of the one that ends sealed at once, and that of the other when it is over", async () => {
    const emulator = makeMarketplaceEmulator()
    const store = memoryStore()
    let now = Date.parse("2026-03-10T11:40:00Z")
    const meter = createMeter({
      catalogue: {
        products: [
          { code: "print", meters: [{ name: "pages" }] },
          { code: "store", meters: [{ name: "gigabytes" }] }
        ],
        policy: { late: "write-off" }
      },
      log: () => undefined,
      now: () => now,
      store,
      transport: memoryTransport(emulator)
    })
    const use = async (name: string, occurredAt: string) => {
      const transaction = store.begin()
      const event = { account: "acme", eventId: name + occurredAt, meter: name, occurredAt, quantity: 1 }
      await meter.record(transaction, event)
      transaction.commit()
    }
    const setTime = (text: string) => {
      now = Date.parse(text)
      emulator.setTime({ now: now / 1000, frozen: true })
    }
    setTime("2026-03-10T11:40:00Z")
    for (const [productCode, dimension] of [
      ["print", "pages"],
      ["store", "gigabytes"]
    ] as const) {
      emulator.control("seed_product", { code: productCode, dimensions: [dimension], kind: "saas" })
      emulator.control("seed_customer", { product_code: productCode, account_id: "111111111111" })
      await meter.link({
        account: "acme",
        activeFrom: "2026-01-01T00:00:00Z",
        agreement: { _tag: "Product", buyer: "111111111111" },
        productCode,
        region: "us-east-1"
      })
    }

    for (const name of ["pages", "gigabytes"]) await use(name, "2026-03-10T11:10:00Z")
    await meter.end("acme", "print", "2026-03-10T11:30:00Z")
    await meter.pass()
    const early = emulator.accepted().map(({ dimension }) => dimension)
    await use("gigabytes", "2026-03-10T11:39:00Z")
    setTime("2026-03-10T12:20:00Z")
    await meter.pass()

    assert.deepStrictEqual(early, ["pages"])
    assert.deepStrictEqual(
      emulator.accepted().map(({ dimension, quantity }) => [dimension, quantity]),
      [
        ["pages", 1],
        ["gigabytes", 2]
      ]
    )
    await meter.close()
  })
})
