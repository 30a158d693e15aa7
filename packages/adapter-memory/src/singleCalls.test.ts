import {
  Agreement,
  batchMeterUsage,
  BuyerReport,
  CatalogueInvalid,
  DedupKey,
  MeteringHour,
  meterUsage,
  Quantity,
  RegistrationRefused,
  resolveCustomer,
  submissionDeadline,
  TransportError,
  UsageRecord
} from "@tallyhour/core"
import { DateTime } from "effect"
import { assert, describe, it } from "vitest"
import {
  makeMarketplaceEmulator,
  memoryBuyerMetering,
  memoryCustomerResolution,
  memoryTransport
} from "./index.ts"

const code = "4ml54db8vrmju"
const catalogue = { products: [{ code, meters: [{ name: "pages" }] }] }
const now = () => Date.parse("2026-03-10T12:20:00Z")

const recordOf = (hour: string, dimension = "pages"): UsageRecord => {
  const key = {
    agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
    dimension,
    hour: MeteringHour.of(DateTime.makeUnsafe(hour)),
    productCode: code,
    region: "us-east-1"
  }
  return UsageRecord.make({
    ...key,
    dedupKey: DedupKey.of(key),
    account: "acme",
    meter: "pages",
    quantity: 7,
    used: Quantity.ofUnits(7),
    allocations: [],
    timestamp: MeteringHour.start(key.hour),
    deadline: submissionDeadline(key.hour),
    sealedAt: MeteringHour.end(key.hour)
  })
}

const market = () => {
  const emulator = makeMarketplaceEmulator({ clock: now })
  emulator.control("seed_product", { code, dimensions: ["pages"], kind: "saas" })
  emulator.control("seed_customer", { product_code: code, account_id: "111111111111" })
  return emulator
}

describe("batchMeterUsage", () => {
  it("has a verdict for each record: taken, refused alone, too late", async () => {
    const emulator = market()
    const records = [
      recordOf("2026-03-10T11:00:00Z"),
      recordOf("2026-03-10T10:00:00Z", "unknown"),
      recordOf("2026-03-01T11:00:00Z")
    ]

    const verdicts = await batchMeterUsage({ catalogue, now, records, transport: memoryTransport(emulator) })

    const byKey = new Map(verdicts.map((verdict) => [verdict.dedupKey, verdict]))
    const seen = records.map(({ dedupKey }) => {
      const verdict = byKey.get(dedupKey)!
      if ("isRehearsed" in verdict) return "rehearsed"
      return "outcome" in verdict ? verdict.outcome._tag : verdict.error.reason._tag
    })
    assert.deepStrictEqual(seen, ["Accepted", "Rejected", "DeadlinePassed"])
    assert.strictEqual(emulator.accepted().length, 1)
  })

  it("keeps back what is in dry run", async () => {
    const emulator = market()
    const record = recordOf("2026-03-10T11:00:00Z")
    const rehearsing = { products: [{ code, dryRun: ["acme"], meters: [{ name: "pages" }] }] }

    const verdicts = await batchMeterUsage({
      catalogue: rehearsing,
      now,
      records: [record],
      transport: memoryTransport(emulator)
    })

    assert.deepStrictEqual(verdicts, [{ dedupKey: record.dedupKey, isRehearsed: true }])
    assert.deepStrictEqual(emulator.accepted(), [])
  })

  it("takes not knowing for a verdict", async () => {
    const emulator = market()
    emulator.control("inject_fault", { operation: "BatchMeterUsage", kind: "internal" })
    const records = [recordOf("2026-03-10T11:00:00Z")]

    const [verdict] = await batchMeterUsage({ catalogue, now, records, transport: memoryTransport(emulator) })

    assert.instanceOf(verdict !== undefined && "error" in verdict ? verdict.error : undefined, TransportError)
  })

  it("refuses a catalogue that is none before anything is sent", async () => {
    const refusal = await batchMeterUsage({
      catalogue: { products: [{ code: "", meters: [] }] },
      records: [],
      transport: memoryTransport(market())
    }).catch((error: unknown) => error)

    assert.instanceOf(refusal, CatalogueInvalid)
  })
})

describe("meterUsage", () => {
  it("rejects with the error of AWS, typed", async () => {
    const report = BuyerReport.make({
      productCode: code,
      dimension: "pages",
      timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z"),
      quantity: 3,
      allocations: [],
      clientToken: "one"
    })

    const refusal = await meterUsage({
      metering: memoryBuyerMetering(makeMarketplaceEmulator({ clock: now })),
      now,
      report
    }).catch((error: unknown) => error)

    assert.instanceOf(refusal, TransportError)
  })
})

describe("resolveCustomer", () => {
  it("rejects a token of none with what only a fresh one can help, and does not repeat it", async () => {
    const refusal = await resolveCustomer({
      catalogue,
      customers: memoryCustomerResolution(market()),
      token: "canary"
    }).catch((error: unknown) => error)

    assert.instanceOf(refusal, RegistrationRefused)
    assert.notInclude(JSON.stringify(refusal) + String(refusal), "canary")
  })
})
