import { assert, describe, it } from "@effect/vitest"
import { leasedRecord } from "../../test/leasedRecord.ts"
import { exampleProduct } from "../testing/builders.ts"
import { suspectFor, suspectsOf } from "./suspectsOf.ts"

const { record } = leasedRecord({ agreement: { _tag: "Product", buyer: "111111111111" } })
const product = `product "${exampleProduct}" in us-east-1`
const dimension = `dimension "requests" of ${product}`
const agreement = `the agreement of account "account", {"_tag":"Product","buyer":"111111111111"}, for ${product}`

describe("suspectsOf", () => {
  it("names the product, its dimension and the agreement, each with all that tells it from others", () => {
    assert.deepStrictEqual(suspectsOf(record), [product, dimension, agreement])
  })

  it.each([
    ["another product", { productCode: "another" }, 0],
    ["another region", { region: "eu-west-1" }, 0],
    ["another dimension", { dimension: "storage" }, 1],
    ["another buyer", { agreement: { _tag: "Product", buyer: "222222222222" } as const }, 2]
  ])("%s is another suspect", (_, place, index) => {
    const other = leasedRecord({ agreement: record.agreement, ...place }).record

    assert.notStrictEqual(suspectsOf(other)[index], suspectsOf(record)[index])
  })
})

describe("suspectFor", () => {
  it.each([
    ["InvalidUsageDimensionException", dimension],
    ["InvalidCustomerIdentifierException", agreement],
    ["InvalidLicenseException", agreement],
    ["InvalidProductCodeException", product],
    ["BrandNewException", product]
  ])("%s is about %s", (code, suspect) => {
    assert.strictEqual(suspectFor(code, record), suspect)
  })
})
