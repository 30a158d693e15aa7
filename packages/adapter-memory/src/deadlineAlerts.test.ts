import { assert, describe, it } from "@effect/vitest"
import { type AlertReport, createMeter } from "@tallyhour/core"
import { exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"

describe("alerts before a deadline", () => {
  it("are raised at each level while AWS refuses, and not at all when all is sent", async () => {
    for (const isSubscribed of [true, false]) {
      const { alerts, meter, setTime } = await aMeter({ isSubscribed })

      for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
        setTime(Date.parse("2026-03-10T12:20:00Z") + minutes * 60_000)
        await meter.pass()
      }

      assert.deepStrictEqual(
        alerts.map(({ levelSeconds, quantity }) => [levelSeconds / 60, quantity]),
        isSubscribed
          ? []
          : [
              [360, "7"],
              [120, "7"],
              [30, "7"]
            ]
      )
      await meter.close()
    }
  })

  it("F50: go on when whoever hears of them breaks", async () => {
    const { meter, setTime } = await aMeter({
      isSubscribed: false,
      onAlert: () => {
        throw new Error("the pager is broken")
      }
    })
    setTime(Date.parse("2026-03-11T08:00:00Z"))

    const pass = await meter.pass()

    assert.strictEqual(pass.sealed, 1)
    await meter.close()
  })
})

const aMeter = async (options: {
  readonly isSubscribed: boolean
  readonly onAlert?: (alert: AlertReport) => void
}) => {
  const emulator = makeMarketplaceEmulator()
  const alerts: Array<AlertReport> = []
  let now = Date.parse("2026-03-10T12:20:00Z")
  const setTime = (millis: number) => {
    now = millis
    emulator.setTime({ now: millis / 1000, frozen: true })
  }
  setTime(now)
  emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
  emulator.control("seed_customer", {
    product_code: exampleProduct,
    account_id: "111111111111",
    subscribed: options.isSubscribed
  })
  const store = memoryStore()
  const meter = createMeter({
    catalogue: { products: [{ code: exampleProduct, meters: [{ name: "requests" }] }] },
    log: () => undefined,
    now: () => now,
    onAlert: options.onAlert ?? ((alert) => alerts.push(alert)),
    store,
    transport: memoryTransport(emulator)
  })
  await meter.link({
    account: "acme",
    activeFrom: "2026-01-01T00:00:00Z",
    agreement: { _tag: "Product", buyer: "111111111111" },
    productCode: exampleProduct,
    region: exampleRegion
  })
  const transaction = store.begin()
  await meter.record(transaction, {
    account: "acme",
    eventId: "a",
    meter: "requests",
    occurredAt: "2026-03-10T11:30:00Z",
    quantity: 7
  })
  transaction.commit()
  return { alerts, meter, setTime }
}
