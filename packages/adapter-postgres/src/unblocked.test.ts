import { PGlite } from "@electric-sql/pglite"
import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import { createMeter } from "@tallyhour/core"
import { exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { assert, describe, it } from "vitest"
import { pgliteStore } from "./PostgresStore.ts"

const emulator = makeMarketplaceEmulator()
emulator.setTime({ now: Date.parse("2026-03-10T12:20:00Z") / 1000, frozen: true })
emulator.control("seed_product", { code: exampleProduct, dimensions: ["d"], kind: "saas" })
emulator.control("seed_customer", { product_code: exampleProduct, account_id: "111111111111" })

/** A meter of one name on the dimension `d`, in a database. */
const meterIn = (pglite: PGlite, name: string) =>
  createMeter({
    catalogue: { products: [{ code: exampleProduct, meters: [{ name, dimension: "d" }] }] },
    log: () => undefined,
    now: () => Date.parse("2026-03-10T12:20:00Z"),
    store: pgliteStore(pglite),
    transport: memoryTransport(emulator)
  })

describe("sealing goes on", { timeout: 30_000 }, () => {
  it("when the sum of an hour has more digits than one event, and when a meter is renamed", async () => {
    const pglite = await PGlite.create()
    const before = meterIn(pglite, "pages")
    await before.migrate()
    await before.link({
      account: "acme",
      activeFrom: "2026-01-01T00:00:00Z",
      agreement: { _tag: "Product", buyer: "111111111111" },
      productCode: exampleProduct,
      region: exampleRegion
    })
    const use = (meter: typeof before, eventId: string, name: string, quantity: string | number) =>
      pglite.transaction((transaction) =>
        meter.record(transaction, {
          account: "acme",
          eventId,
          meter: name,
          occurredAt: "2026-03-10T11:30:00Z",
          quantity
        })
      )
    await use(before, "a", "pages", 3)
    await before.pass()

    const after = meterIn(pglite, "documents")
    await use(after, "b", "documents", "9999999999999999999999999")
    await use(after, "c", "documents", "9999999999999999999999999")
    const pass = await after.pass()

    const balances = await after.balances()
    assert.strictEqual(pass.failed, 0)
    assert.deepStrictEqual(
      balances.map(({ meter, recorded, unexplained }) => [meter, recorded, unexplained]),
      [
        ["documents", "19999999999999999999999998", "0"],
        ["pages", "3", "0"]
      ]
    )
    await Promise.all([before.close(), after.close()])
    await pglite.close()
  })
})
