import { assert, describe, it } from "@effect/vitest"
import { leasedRecord } from "../../test/leasedRecord.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import { at, exampleProduct } from "../testing/builders.ts"
import { batchRequest } from "./batchRequest.ts"

describe("batchRequest", () => {
  it("a record by license names license and buyer, and the request no product", () => {
    const { record } = leasedRecord()

    assert.deepStrictEqual(batchRequest([record]), {
      UsageRecords: [
        {
          Timestamp: 1_773_140_400,
          Dimension: "requests",
          Quantity: 7,
          CustomerAWSAccountId: "210987654321",
          LicenseArn: "arn:aws:license-manager::123456789012:license:l-1"
        }
      ]
    })
  })

  it("a record by product names the buyer, and the request the product", () => {
    const { record } = leasedRecord({ agreement: { _tag: "Product", buyer: "012345678901" } })

    assert.deepStrictEqual(batchRequest([record]), {
      ProductCode: exampleProduct,
      UsageRecords: [
        {
          Timestamp: 1_773_140_400,
          Dimension: "requests",
          Quantity: 7,
          CustomerAWSAccountId: "012345678901"
        }
      ]
    })
  })

  it("a record of an older integration names the customer identifier alone", () => {
    const { record } = leasedRecord({ agreement: { _tag: "Legacy", customerIdentifier: "ifAPi5AcF3" } })

    assert.deepStrictEqual(batchRequest([record]), {
      ProductCode: exampleProduct,
      UsageRecords: [
        { Timestamp: 1_773_140_400, Dimension: "requests", Quantity: 7, CustomerIdentifier: "ifAPi5AcF3" }
      ]
    })
  })

  it("allocations name their tags, and the one without tags has no list of them at all", () => {
    const allocations = [
      { tags: [], quantity: 5 },
      { tags: [["team", "a"] as const], quantity: 2 }
    ]
    const { record } = leasedRecord({ allocations })

    assert.deepStrictEqual(batchRequest([record]).UsageRecords[0]?.UsageAllocations, [
      { AllocatedUsageQuantity: 5 },
      { AllocatedUsageQuantity: 2, Tags: [{ Key: "team", Value: "a" }] }
    ])
  })

  it("of no records it is a request of none", () => {
    assert.deepStrictEqual(batchRequest([]), { UsageRecords: [] })
  })

  it("a subscription that began inside the hour is stamped to the millisecond", () => {
    const { record } = leasedRecord()
    const begun = UsageRecord.make({ ...record, timestamp: at("2026-03-10T11:20:00.125Z") })

    assert.strictEqual(batchRequest([begun]).UsageRecords[0]?.Timestamp, 1_773_141_600.125)
  })
})
