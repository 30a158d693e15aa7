import { assert, it } from "vitest"
import {
  aMarketplace,
  aRecord,
  arrange,
  meter,
  resultsOf,
  seconds,
  verdictOf
} from "../testing/aMarketplace.ts"

const hourly = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aRecord({ Quantity: index, Timestamp: seconds("2026-04-15T11:00:00Z") - index * 3_600 })
  )

it("rule 26: of two records for one key in one request the first wins, unless chosen otherwise", () => {
  const records = [aRecord(), aRecord({ Quantity: 4 }), aRecord()]
  const emulator = aMarketplace()
  const strict = aMarketplace({ choices: { repeated_key_in_request: "ValidationException" } })

  const answer = meter(emulator, records)

  assert.deepStrictEqual(verdictOf(answer), ["Success", "DuplicateRecord", "Success"])
  assert.strictEqual(resultsOf(answer)[0]?.["MeteringRecordId"], resultsOf(answer)[2]?.["MeteringRecordId"])
  assert.strictEqual(emulator.accepted().length, 1)
  assert.strictEqual(verdictOf(meter(strict, records)), "ValidationException")
  assert.deepStrictEqual(strict.accepted(), [])
  assert.deepStrictEqual(verdictOf(meter(strict, hourly(2))), ["Success", "Success"])
})

it("rule 29: records that a fault selects are unprocessed, and are neither billed nor rejected", () => {
  const emulator = aMarketplace()
  const records = hourly(3)
  arrange(emulator, "inject_fault", { operation: "BatchMeterUsage", kind: "unprocessed", count: 2 })

  const answer = meter(emulator, records)
  const retry = meter(emulator, records)

  assert.deepStrictEqual(answer.body["UnprocessedRecords"], records.slice(0, 2))
  assert.deepStrictEqual(
    resultsOf(answer).map((result) => result["UsageRecord"]),
    records.slice(2)
  )
  assert.deepStrictEqual(verdictOf(retry), ["Success", "Success", "Success"])
})

it("rule 29: without a count every record is unprocessed", () => {
  const emulator = aMarketplace()
  arrange(emulator, "inject_fault", { operation: "BatchMeterUsage", kind: "unprocessed" })

  const answer = meter(emulator, hourly(23))

  assert.deepStrictEqual([resultsOf(answer).length, emulator.accepted()], [0, []])
  assert.deepStrictEqual(answer.body["UnprocessedRecords"], hourly(23))
})

it("rule 30: results repeat the record as sent, in the order of the input", () => {
  const records = [
    { CustomerIdentifier: "alice-id", Dimension: "GB", Timestamp: seconds("2026-04-15T11:00:00Z") + 0.499 },
    ...hourly(23)
  ]

  const answer = meter(aMarketplace(), records)

  assert.deepStrictEqual(
    resultsOf(answer).map((result) => result["UsageRecord"]),
    records
  )
})

it("rule 30: members that the service does not know, and those that are null, are not repeated", () => {
  const record = aRecord({ LicenseArn: null, Surprise: [1] })

  const answer = meter(aMarketplace(), [record])

  assert.deepStrictEqual(resultsOf(answer)[0]?.["UsageRecord"], aRecord())
})

it("rule 30: by choice, results are shuffled, the same way for the same history", () => {
  const shuffled = () => meter(aMarketplace({ choices: { results_order: "shuffled" } }), hourly(20))
  const quantities = resultsOf(shuffled()).map(
    (result) => (result["UsageRecord"] as { Quantity: number }).Quantity
  )

  assert.notDeepEqual(
    quantities,
    hourly(20).map((_, index) => index)
  )
  assert.deepStrictEqual(
    quantities.toSorted((one, other) => one - other),
    hourly(20).map((_, index) => index)
  )
  assert.deepStrictEqual(shuffled(), shuffled())
})

it("rule 30: a rejected record has no id, unless chosen otherwise", () => {
  const emulator = aMarketplace()
  const first = meter(emulator, [aRecord()])

  const rejected = meter(emulator, [aRecord({ Quantity: 4 })])
  arrange(emulator, "set_choice", { name: "id_on_rejected", value: "first-record" })
  const withId = meter(emulator, [aRecord({ Quantity: 4 })])

  assert.deepStrictEqual(Object.keys(resultsOf(rejected)[0] ?? {}), ["UsageRecord", "Status"])
  assert.strictEqual(resultsOf(withId)[0]?.["MeteringRecordId"], resultsOf(first)[0]?.["MeteringRecordId"])
})

it("rule 31: what was accepted does not change with the caller's own objects", () => {
  const emulator = aMarketplace()
  const Tags = [{ Key: "team", Value: "a" }]
  const record = { ...aRecord({ UsageAllocations: [{ AllocatedUsageQuantity: 3, Tags }] }) }
  meter(emulator, [record])

  record["Quantity"] = 99
  Tags.push({ Key: "late", Value: "tag" })
  const [accepted] = emulator.accepted()

  assert.strictEqual(accepted?.quantity, 3)
  assert.deepStrictEqual(accepted?.allocations?.[0]?.Tags, [{ Key: "team", Value: "a" }])
})
