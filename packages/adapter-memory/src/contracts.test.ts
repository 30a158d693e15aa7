import { assert, describe, it } from "@effect/vitest"
import { createMeter, type MeterInput } from "@tallyhour/core"
import { exampleProduct, exampleRegion } from "@tallyhour/core/testing"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"

const licenseArn = "arn:aws:license-manager::123456789012:license:l-0123456789abcdef0123456789abcdef"

describe("a contract", () => {
  it("includes its month once, though it is cut over to the license form within it", async () => {
    const { cutOver, meter, use } = await aContract({ allowances: [allowance("month")] })
    await use("2026-03-10T10:10:00Z", 100)
    await meter.pass()

    await cutOver("2026-03-10T11:00:00Z")
    await use("2026-03-10T11:10:00Z", 100)
    await meter.pass()

    const [balance] = await meter.balances()
    assert.deepStrictEqual([balance?.included, balance?.accepted], ["100", "100"])
    await meter.close()
  })

  it("that is cancelled before a planned cut-over ends there, in both forms", async () => {
    const { cutOver, meter, setTime, use } = await aContract({})
    await cutOver("2026-03-10T13:00:00Z")

    await meter.end("acme", exampleProduct, "2026-03-10T12:30:00Z")
    setTime("2026-03-10T14:20:00Z")
    await use("2026-03-10T13:10:00Z", 5)
    await meter.pass()

    assert.deepStrictEqual(
      (await meter.unbilled()).map(({ quantity, reason }) => [quantity, reason.split(":")[0]]),
      [["5", "AfterCancellation"]]
    )
    await meter.close()
  })

  it("that ended long ago does not switch off the guard of the one that runs", async () => {
    const { meter, setTime, use } = await aContract({ guard: { times: 10 }, endedBefore: true })
    for (let hour = 4; hour < 10; hour++) {
      setTime(`2026-03-10T${String(hour + 1).padStart(2, "0")}:20:00Z`)
      await use(`2026-03-10T${String(hour).padStart(2, "0")}:10:00Z`, 5)
      await meter.pass()
    }

    setTime("2026-03-10T12:20:00Z")
    await use("2026-03-10T11:10:00Z", 100_000)
    await meter.pass()
    const [waiting] = await meter.withheld()
    await meter.withdraw(waiting!.dedupKey, "a load test of ours")
    setTime("2026-03-10T13:20:00Z")
    await use("2026-03-10T12:10:00Z", 100_000)
    await meter.pass()

    assert.strictEqual(waiting?.quantity, 100_000)
    assert.strictEqual((await meter.withheld()).length, 1)
    await meter.close()
  })
})

const allowance = (period: "month" | "term") => ({ meter: "requests", quantity: 100, period })

const aContract = async (options: {
  readonly allowances?: ReadonlyArray<ReturnType<typeof allowance>>
  readonly endedBefore?: boolean
  readonly guard?: NonNullable<MeterInput["guard"]>
}) => {
  const emulator = makeMarketplaceEmulator()
  const store = memoryStore()
  let now = 0
  const setTime = (text: string) => {
    now = Date.parse(text)
    emulator.setTime({ now: now / 1000, frozen: true })
  }
  setTime("2026-03-10T12:20:00Z")
  const buyer = "111111111111"
  const customer = { product_code: exampleProduct, account_id: buyer }
  emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
  emulator.control("seed_customer", customer)
  emulator.control("seed_customer", { ...customer, license_arn: licenseArn })
  const { allowances, endedBefore = false, guard } = options
  const meter = createMeter({
    catalogue: {
      products: [
        { code: exampleProduct, meters: [{ name: "requests", ...(guard === undefined ? {} : { guard }) }] }
      ]
    },
    log: () => undefined,
    now: () => now,
    store,
    transport: memoryTransport(emulator)
  })
  const link = (activeFrom: string) =>
    meter.link({
      account: "acme",
      activeFrom,
      agreement: { _tag: "Product", buyer },
      productCode: exampleProduct,
      region: exampleRegion,
      ...(allowances === undefined ? {} : { allowances })
    })
  await link("2026-01-01T00:00:00Z")
  if (endedBefore) {
    await meter.end("acme", exampleProduct, "2026-01-15T00:00:00Z")
    await link("2026-02-01T00:00:00Z")
  }
  let uses = 0
  const use = async (occurredAt: string, quantity: number) => {
    const transaction = store.begin()
    const eventId = `use-${(uses += 1)}`
    await meter.record(transaction, { account: "acme", eventId, meter: "requests", occurredAt, quantity })
    transaction.commit()
  }
  const cutOver = (from: string) =>
    meter.cutOver({ account: "acme", buyer, from, licenseArn, productCode: exampleProduct })
  return { cutOver, meter, setTime, use }
}
