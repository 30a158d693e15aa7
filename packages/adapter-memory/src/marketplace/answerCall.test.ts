import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "./MarketplaceEmulator.ts"
import { aMarketplace, aRecord, arrange, call, meter, noon, verdictOf } from "./testing/aMarketplace.ts"

const operation = "BatchMeterUsage"
const body = (...records: ReadonlyArray<unknown>) => ({ ProductCode: "saas1", UsageRecords: records })
const logged = (emulator: MarketplaceEmulator) =>
  (arrange(emulator, "cloudtrail", {})["Records"] as ReadonlyArray<unknown>).length

it.each(["meterUsage", "GetEntitlement", "batchMeterUsage", "", "__proto__", "constructor"])(
  "rule 2: the operation %j is an UnknownOperationException",
  (name) => {
    const answer = call(aMarketplace(), name, {})

    assert.deepStrictEqual([answer.status, answer.errorType], [400, "UnknownOperationException"])
  }
)

it.each([
  ["nothing", undefined],
  ["null", null],
  ["a list", []],
  ["text", "{}"],
  ["a list for a record", body([])],
  ["null for a record", body(null)],
  ["a text for the records", { UsageRecords: "[]" }],
  ["a text for a quantity", body(aRecord({ Quantity: "7" }))],
  ["a fraction for a quantity", body(aRecord({ Quantity: 1.5 }))],
  ["true for a quantity", body(aRecord({ Quantity: true }))],
  ["an ISO text for a timestamp", body(aRecord({ Timestamp: noon }))],
  ["a text of digits for a timestamp", body(aRecord({ Timestamp: "1776250800" }))],
  ["an object for a timestamp", body(aRecord({ Timestamp: {} }))],
  ["a number for an account", body(aRecord({ CustomerAWSAccountId: 123456789012 }))],
  ["a number for a dimension", body(aRecord({ Dimension: 1 }))],
  ["an object for the allocations", body(aRecord({ UsageAllocations: {} }))],
  ["a text for an allocation", body(aRecord({ UsageAllocations: ["1"] }))],
  ["a number for a tag's value", body(aRecord({ UsageAllocations: [{ Tags: [{ Key: "k", Value: 1 }] }] }))],
  ["a number for the product code", { ProductCode: 1, UsageRecords: [] }]
])("rule 5: %s is a SerializationException", (_name, wrong) => {
  const emulator = aMarketplace()

  const answer = call(emulator, operation, wrong)

  assert.deepStrictEqual([answer.status, answer.errorType], [400, "SerializationException"])
  assert.deepStrictEqual([emulator.accepted(), logged(emulator)], [[], 0])
})

it("rule 5: the message says where", () => {
  const answer = call(aMarketplace(), operation, body(aRecord(), aRecord({ Quantity: "7" })))

  assert.strictEqual(answer.body["message"], "The body.UsageRecords[1].Quantity must be a whole number")
})

it("rule 5: an unknown member may be nested, but not without end", () => {
  const nested = (depth: number) => {
    let value: unknown = 1
    for (let level = 0; level < depth; level++) value = [value]
    return { ...body(aRecord()), Surprise: value }
  }
  const cycle: Record<string, unknown> = {}
  cycle["self"] = cycle

  assert.deepStrictEqual(verdictOf(call(aMarketplace(), operation, nested(30))), ["Success"])
  assert.strictEqual(call(aMarketplace(), operation, nested(100_000)).errorType, "SerializationException")
  assert.strictEqual(
    call(aMarketplace(), operation, { ...body(), cycle }).errorType,
    "SerializationException"
  )
})

it("names of JavaScript's own objects are names like others", () => {
  const hostile = JSON.parse(
    `{"__proto__":{"ProductCode":"saas1"},"constructor":{"prototype":{}},"UsageRecords":[{"__proto__":{"Quantity":9}}]}`
  )

  assert.strictEqual(call(aMarketplace(), operation, hostile).errorType, "ValidationException")
  assert.isUndefined(({} as Record<string, unknown>)["Quantity"])
})

it("rule 6: a body of a million bytes is too large, unless chosen otherwise", () => {
  const sized = (bytes: number) => {
    const frame = JSON.stringify({ ...body(), Filler: "" }).length
    return { ...body(), Filler: "x".repeat(bytes - frame) }
  }
  const emulator = aMarketplace()

  assert.strictEqual(call(emulator, operation, sized(999_999)).status, 200)
  assert.deepStrictEqual(
    [
      call(emulator, operation, sized(1_000_000)).status,
      call(emulator, operation, sized(1_000_000)).errorType
    ],
    [413, "RequestEntityTooLargeException"]
  )
  arrange(emulator, "set_choice", { name: "body_bytes_max", value: 1_048_576 })
  assert.strictEqual(call(emulator, operation, sized(1_048_575)).status, 200)
  assert.strictEqual(call(emulator, operation, sized(1_048_576)).status, 413)
})

it("rule 9: every answer has a request id of its own, and errors have __type and message", () => {
  const emulator = aMarketplace()

  const answers = [
    meter(emulator, []),
    meter(emulator, [{}]),
    call(emulator, "Nothing", {}),
    call(emulator, operation, 1)
  ]

  assert.strictEqual(new Set(answers.map((answer) => answer.requestId)).size, 4)
  for (const answer of answers.slice(1)) {
    assert.deepStrictEqual(Object.keys(answer.body), ["__type", "message"])
    assert.strictEqual(answer.body["__type"], answer.errorType)
  }
})
