import { assert, it } from "vitest"
import { aLicenseRecord, aMarketplace, aRecord, meter, verdictOf } from "../testing/aMarketplace.ts"

const allocation = (changes: object = {}) => ({ AllocatedUsageQuantity: 3, ...changes })
const tagged = (...tags: ReadonlyArray<object>) => aRecord({ UsageAllocations: [allocation({ Tags: tags })] })
const tag = (Key: unknown, Value: unknown = "v") => ({ Key, Value })
const many = <A>(count: number, element: A) => Array.from({ length: count }, () => element)

const refusedShapes: ReadonlyArray<readonly [string, ReadonlyArray<unknown>]> = [
  ["26 records", many(26, aRecord())],
  ["no timestamp", [aRecord({ Timestamp: undefined })]],
  ["a timestamp that is null", [aRecord({ Timestamp: null })]],
  ["no dimension", [aRecord({ Dimension: undefined })]],
  ["an empty dimension", [aRecord({ Dimension: "" })]],
  ["a dimension of 256 characters", [aRecord({ Dimension: "x".repeat(256) })]],
  ["a quantity below zero", [aRecord({ Quantity: -1 })]],
  ["a quantity of 2^31", [aRecord({ Quantity: 2 ** 31 })]],
  ["a quantity of 2^40", [aRecord({ Quantity: 2 ** 40 })]],
  ["a customer identifier of 256 characters", [aRecord({ CustomerIdentifier: "x".repeat(256) })]],
  ["an empty account", [aRecord({ CustomerAWSAccountId: "" })]],
  ["an account with a letter", [aRecord({ CustomerAWSAccountId: "01234567890x" })]],
  ["an empty list of allocations", [aRecord({ UsageAllocations: [] })]],
  ["2501 allocations", [aRecord({ UsageAllocations: many(2_501, allocation()) })]],
  ["an allocation without a quantity", [aRecord({ UsageAllocations: [{}] })]],
  ["an allocation below zero", [aRecord({ UsageAllocations: [allocation({ AllocatedUsageQuantity: -1 })] })]],
  ["an empty list of tags", [tagged()]],
  ["a tag without a key", [tagged({ Value: "v" })]],
  ["a tag without a value", [tagged({ Key: "k" })]]
]

it.each(refusedShapes)("rule 11: %s is a ValidationException and records nothing", (_name, records) => {
  const emulator = aMarketplace()

  const answer = meter(emulator, [aRecord(), ...records].slice(-26))

  assert.deepStrictEqual([answer.status, answer.errorType], [400, "ValidationException"])
  assert.deepStrictEqual(emulator.accepted(), [])
})

it.each([
  ["six tags", tagged(...many(6, tag("k")))],
  ["a key of 101 characters", tagged(tag("k".repeat(101)))],
  ["an empty key", tagged(tag(""))],
  ["a value of 257 characters", tagged(tag("k", "v".repeat(257)))],
  ["an empty value", tagged(tag("k", ""))],
  ["a question mark", tagged(tag("k?"))],
  ["a letter outside ASCII", tagged(tag("k", "é"))],
  ["a line break", tagged(tag("k", "v\r\n"))]
])("rule 11: %s in a tag is an InvalidTagException", (_name, record) => {
  assert.strictEqual(verdictOf(meter(aMarketplace(), [record])), "InvalidTagException")
})

it.each(["!\"#$%&'()*,;<", "aZ09 +-=._:/@"])("rule 11: a tag may hold %s", (text) => {
  assert.deepStrictEqual(verdictOf(meter(aMarketplace(), [tagged(tag(text, text))])), ["Success"])
})

it.each(["", "l-1", "arn:aws:license-manager", "arn:aws:license-manager::1:license:l 1"])(
  "rule 11: the license %j is an InvalidLicenseException",
  (LicenseArn) => {
    const answer = meter(aMarketplace(), [aLicenseRecord({ LicenseArn })], { productCode: null })

    assert.strictEqual(answer.errorType, "InvalidLicenseException")
  }
)

it.each(["x y", "x".repeat(256), "é"])(
  "rule 11: the product code %j is a ValidationException",
  (productCode) => {
    assert.strictEqual(verdictOf(meter(aMarketplace(), [aRecord()], { productCode })), "ValidationException")
  }
)

it("rule 11: a request without UsageRecords is a ValidationException", () => {
  const answer = aMarketplace().call({ body: {}, operation: "BatchMeterUsage", region: "us-east-1" })

  assert.strictEqual(answer._tag === "Answered" && answer.errorType, "ValidationException")
})

it("rule 11: 25 records and the largest quantity fit", () => {
  const records = many(25, aRecord({ Quantity: 2_147_483_647 }))

  assert.deepStrictEqual(verdictOf(meter(aMarketplace(), records)), many(25, "Success"))
})

it("rule 11: lengths count characters, not the units they are stored in", () => {
  const Dimension = "💶".repeat(255)

  assert.strictEqual(
    verdictOf(meter(aMarketplace(), [aRecord({ Dimension })])),
    "InvalidUsageDimensionException"
  )
  assert.strictEqual(
    verdictOf(meter(aMarketplace(), [aRecord({ Dimension: `${Dimension}💶` })])),
    "ValidationException"
  )
})

it("rule 11: the name of the error is a choice", () => {
  const emulator = aMarketplace({ choices: { shape_error: "SerializationException" } })

  assert.strictEqual(verdictOf(meter(emulator, [aRecord({ Quantity: -1 })])), "SerializationException")
})
