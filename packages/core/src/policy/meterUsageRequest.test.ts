import { assert, describe, it } from "@effect/vitest"
import { BuyerReport } from "../model/BuyerReport.ts"
import { at } from "../testing/builders.ts"
import { meterUsageRequest } from "./meterUsageRequest.ts"

describe("meterUsageRequest", () => {
  const report = BuyerReport.make({
    allocations: [],
    clientToken: "one",
    dimension: "pages",
    productCode: "4ml54db8vrmju",
    quantity: 3,
    timestamp: at("2026-03-10T11:00:00Z")
  })
  const plain = {
    ClientToken: "one",
    ProductCode: "4ml54db8vrmju",
    Timestamp: 1_773_140_400,
    UsageDimension: "pages",
    UsageQuantity: 3
  }

  it("says each thing in AWS's word, and nothing of allocations where there are none", () => {
    assert.deepStrictEqual<unknown>(meterUsageRequest(report), plain)
  })

  it("says what belongs to which tags", () => {
    const allocations = [{ quantity: 3, tags: [["team", "sales"]] as const }]

    assert.deepStrictEqual<unknown>(meterUsageRequest(BuyerReport.make({ ...report, allocations })), {
      ...plain,
      UsageAllocations: [{ AllocatedUsageQuantity: 3, Tags: [{ Key: "team", Value: "sales" }] }]
    })
  })
})
