import { createMeter } from "@tallyhour/core"
import { at, exampleProduct, hostileAnswers, wellMeant } from "@tallyhour/core/testing"
import { assert, describe, it, onTestFinished } from "vitest"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "./MemoryStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"

describe("a meter that is handed what no type allows", () => {
  it("rejects with a typed error that fits into a log, and stands as it stood", async () => {
    const { meter, theSurge } = await aMeter()
    const key = await theSurge()
    const standing = async () => [await meter.withheld(), await meter.balances(), await meter.unbilled()]
    const before = await standing()

    const wrong = await hostileAnswers(meter)

    assert.deepStrictEqual(wrong, [])
    assert.deepStrictEqual(await standing(), before)
    assert.isTrue(await meter.release(key), "it is withheld still")
  })

  it.each([
    ["no reason", undefined, "Withdrawn: no reason was given"],
    ["a reason that is blank", " \n", "Withdrawn: no reason was given"],
    ["a reason that is no text", { of: "no class" }, "Withdrawn: no reason was given"],
    ["a reason that no store keeps", "\u0000a load test\ud800", "a load test\ufffd"],
    ["a reason of nothing but that", "\u0000", "Withdrawn: no reason was given"],
    ["a reason of a megabyte", "a".repeat(1_000_000), "a".repeat(1_000)]
  ])("withdraws a record for %s all the same, since it would be sent otherwise", async (_, given, stored) => {
    const { meter, theSurge } = await aMeter()
    const key = await theSurge()

    const isWithdrawn = await meter.withdraw(key, given as never)

    assert.isTrue(isWithdrawn)
    assert.deepStrictEqual(
      (await meter.unbilled()).map(({ kind, reason }) => [kind, reason]),
      [["dead", stored]]
    )
  })
})

/** A meter whose account is used to five units an hour, and a hundred thousand, which are withheld. */
const aMeter = async () => {
  const store = memoryStore()
  const emulator = makeMarketplaceEmulator()
  emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
  emulator.control("seed_customer", { product_code: exampleProduct, account_id: "012345678901" })
  let time = at("2026-03-10T05:00:00Z")
  const meter = createMeter({
    catalogue: {
      products: [{ code: exampleProduct, meters: [{ name: "requests", guard: { times: 10 } }] }]
    },
    store,
    transport: memoryTransport(emulator),
    now: () => time.epochMilliseconds
  })
  onTestFinished(() => meter.close())
  await meter.link(wellMeant)
  const useUntil = async (hour: string, quantity: number) => {
    const transaction = store.begin()
    time = at(`2026-03-10T${hour}:20:00Z`)
    const occurredAt = time.epochMilliseconds / 1000 - 1800
    await meter.record(transaction, {
      account: "acme",
      eventId: hour,
      meter: "requests",
      occurredAt,
      quantity
    })
    transaction.commit()
    await meter.pass()
  }
  const theSurge = async () => {
    for (const hour of ["06", "07", "08", "09", "10"]) await useUntil(hour, 5)
    await useUntil("12", 100_000)
    const [waiting] = await meter.withheld()
    return waiting!.dedupKey
  }
  return { meter, theSurge }
}
