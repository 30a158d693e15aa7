import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { at } from "../testing/builders.ts"
import { BuyerReport } from "./BuyerReport.ts"

const right = {
  allocations: [],
  clientToken: "pages-2026-03-10T11",
  dimension: "pages",
  productCode: "4ml54db8vrmju",
  quantity: 3,
  timestamp: at("2026-03-10T11:00:00Z")
}
const allocation = { quantity: 1, tags: [] }

describe("BuyerReport", () => {
  it.each<[string, boolean, Partial<Record<keyof BuyerReport, unknown>>]>([
    ["what AWS takes", true, {}],
    ["nothing used", true, { quantity: 0 }],
    ["the largest quantity", true, { quantity: 2_147_483_647 }],
    ["more than that", false, { quantity: 2_147_483_648 }],
    ["a negative quantity", false, { quantity: -1 }],
    ["a fraction", false, { quantity: 1.5 }],
    ["a dimension of 255 letters", true, { dimension: "d".repeat(255) }],
    ["a longer dimension", false, { dimension: "d".repeat(256) }],
    ["no dimension", false, { dimension: "" }],
    ["a token of 64 letters", true, { clientToken: "t".repeat(64) }],
    ["a longer token", false, { clientToken: "t".repeat(65) }],
    ["no token", false, { clientToken: "" }],
    ["2500 allocations", true, { allocations: Array.from({ length: 2_500 }, () => allocation) }],
    ["more allocations", false, { allocations: Array.from({ length: 2_501 }, () => allocation) }],
    ["an allocation of nothing", false, { allocations: [{ ...allocation, quantity: 0 }] }],
    ["the id of a product", false, { productCode: "prod-4ml54db8vrmju" }],
    ["a timestamp as text", false, { timestamp: "2026-03-10T11:00:00Z" }]
  ])("whether %s can be reported: %s", (_, canBe, change) => {
    const report: unknown = { ...right, ...change }

    assert.strictEqual(Schema.is(Schema.Struct(BuyerReport.fields))(report), canBe)
  })
})
