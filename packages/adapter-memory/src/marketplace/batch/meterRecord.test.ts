import { assert, it } from "vitest"
import {
  aLicenseRecord,
  alice,
  aMarketplace,
  aRecord,
  arrange,
  licenseOf,
  meter,
  resultsOf,
  seconds,
  verdictOf
} from "../testing/aMarketplace.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const customer = { product_code: "saas1", account_id: alice }
const idsOf = (answer: Parameters<typeof resultsOf>[0]) =>
  resultsOf(answer).map((result) => result["MeteringRecordId"])

it("rule 22: a buyer without an active agreement is not subscribed, and nothing is stored", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { ...customer, account_id: "210987654321", subscribed: false })
  const record = aRecord({ CustomerAWSAccountId: "210987654321" })

  const before = meter(emulator, [record, aRecord()])
  arrange(emulator, "set_subscription", { ...customer, account_id: "210987654321", state: "active" })
  const after = meter(emulator, [record])

  assert.deepStrictEqual(verdictOf(before), ["CustomerNotSubscribed", "Success"])
  assert.deepStrictEqual(resultsOf(before)[0], { UsageRecord: record, Status: "CustomerNotSubscribed" })
  assert.deepStrictEqual(verdictOf(after), ["Success"])
})

it("rule 22: an agreement that has not started yet leaves its buyer not subscribed", () => {
  const emulator = aMarketplace()
  const since = seconds("2026-04-15T12:01:00Z")
  arrange(emulator, "seed_customer", { ...customer, license_arn: licenseOf(1), since })

  const early = meter(emulator, [aRecord(), aLicenseRecord()])

  assert.deepStrictEqual(verdictOf(early), ["CustomerNotSubscribed", "CustomerNotSubscribed"])
})

it.each([
  ["unsubscribe-pending", { state: "unsubscribe-pending" }, "2026-04-15T13:00:00Z", "Success"],
  [
    "unsubscribe-pending",
    { state: "unsubscribe-pending" },
    "2026-04-15T13:00:00.001Z",
    "CustomerNotSubscribed"
  ],
  ["cancelled", { state: "cancelled" }, "2026-04-15T12:00:00Z", "CustomerNotSubscribed"],
  ["suspended", { state: "suspended" }, "2026-04-15T12:00:00Z", "CustomerNotSubscribed"]
])("rule 22: at noon %s, by %s: %s", (_name, change, now, status) => {
  const emulator = aMarketplace()

  arrange(emulator, "set_subscription", { ...customer, ...change, at: seconds("2026-04-15T12:00:00Z") })

  assert.deepStrictEqual(verdictOf(meter(emulator, [aRecord()], { now })), [status])
  assert.deepStrictEqual(verdictOf(meter(emulator, [aLicenseRecord()], { now, productCode: null })), [status])
})

it("rule 22: the end of an agreement leaves an hour for final records", () => {
  const emulator = aMarketplace()
  const until = seconds("2026-04-15T11:30:00Z")
  arrange(emulator, "seed_customer", { ...customer, license_arn: licenseOf(1), until })

  const inTime = meter(emulator, [aRecord()], { now: "2026-04-15T12:30:00Z" })
  const late = meter(emulator, [aRecord()], { now: "2026-04-15T12:30:01Z" })

  assert.deepStrictEqual([inTime, late].map(verdictOf), [["Success"], ["CustomerNotSubscribed"]])
})

it("rule 22: one active agreement of several is enough for usage by product, and none for another's license", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { ...customer, license_arn: licenseOf(2) })
  arrange(emulator, "set_subscription", { ...customer, license_arn: licenseOf(1), state: "cancelled" })

  const byProduct = meter(emulator, [aRecord()])
  const byLicense = meter(emulator, [aLicenseRecord(), aLicenseRecord({ LicenseArn: licenseOf(2) })])

  assert.deepStrictEqual(verdictOf(byProduct), ["Success"])
  assert.deepStrictEqual(verdictOf(byLicense), ["CustomerNotSubscribed", "Success"])
})

it("rule 23: a free key is taken, under a new id, with everything that was sent", () => {
  const emulator = aMarketplace()
  const Timestamp = seconds("2026-04-15T11:15:00Z") + 0.123

  const answer = meter(emulator, [aRecord({ CustomerIdentifier: "alice-id", Timestamp })], {
    region: "eu-west-1"
  })

  const [meteringRecordId] = idsOf(answer)
  assert.match(String(meteringRecordId), uuid)
  assert.deepEqual(
    emulator.accepted().map((record): object => record),
    [
      {
        acceptedAt: seconds("2026-04-15T12:00:00Z"),
        accountId: alice,
        allocations: null,
        customerIdentifier: "alice-id",
        dimension: "users",
        hour: seconds("2026-04-15T11:00:00Z"),
        licenseArn: null,
        meteringRecordId,
        productCode: "saas1",
        quantity: 3,
        region: "eu-west-1",
        resource: null,
        scope: "product",
        timestamp: Timestamp
      }
    ]
  )
})

it("rule 23: another dimension, hour or license is another key", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { ...customer, license_arn: licenseOf(2) })

  const answer = meter(emulator, [
    aRecord(),
    aRecord({ Dimension: "GB" }),
    aRecord({ Timestamp: seconds("2026-04-15T10:59:59Z") }),
    aLicenseRecord(),
    aLicenseRecord({ LicenseArn: licenseOf(2) })
  ])

  assert.deepStrictEqual(verdictOf(answer), ["Success", "Success", "Success", "Success", "Success"])
  assert.strictEqual(new Set(idsOf(answer)).size, 5)
})

it("rule 24: the same record again is Success with the same id, unless chosen otherwise", () => {
  const emulator = aMarketplace()
  const first = meter(emulator, [aRecord()])

  const again = meter(emulator, [aRecord({ Timestamp: seconds("2026-04-15T11:59:59Z") })])
  arrange(emulator, "set_choice", { name: "identical_resend", value: "DuplicateRecord" })
  const strict = meter(emulator, [aRecord()])

  assert.deepStrictEqual(idsOf(again), idsOf(first))
  assert.deepStrictEqual([again, strict].map(verdictOf), [["Success"], ["DuplicateRecord"]])
  assert.strictEqual(emulator.accepted().length, 1)
})

it("rule 24: the same quantity with other allocations is a DuplicateRecord, unless chosen otherwise", () => {
  const emulator = aMarketplace()
  const bucket = (Value: string, AllocatedUsageQuantity: number) => ({
    AllocatedUsageQuantity,
    Tags: [{ Key: "team", Value }]
  })
  const first = meter(emulator, [aRecord({ UsageAllocations: [bucket("a", 1), bucket("b", 2)] })])

  const reordered = meter(emulator, [aRecord({ UsageAllocations: [bucket("b", 2), bucket("a", 1)] })])
  const moved = [aRecord({ UsageAllocations: [bucket("a", 2), bucket("b", 1)] })]
  const other = meter(emulator, moved)
  arrange(emulator, "set_choice", { name: "same_quantity_other_allocations", value: "Success" })
  const lenient = meter(emulator, moved)

  assert.deepStrictEqual([reordered, other, lenient].map(verdictOf), [
    ["Success"],
    ["DuplicateRecord"],
    ["Success"]
  ])
  assert.deepStrictEqual([reordered, lenient].map(idsOf), [idsOf(first), idsOf(first)])
  assert.deepStrictEqual(emulator.accepted()[0]?.allocations, [bucket("a", 1), bucket("b", 2)])
})

it("rule 25: another quantity for the hour is a DuplicateRecord, and the first stays", () => {
  const emulator = aMarketplace()
  meter(emulator, [aRecord({ Timestamp: seconds("2026-04-15T11:15:00Z") })])

  const answer = meter(emulator, [aRecord({ Quantity: 4, Timestamp: seconds("2026-04-15T11:45:00Z") })])

  assert.deepStrictEqual(verdictOf(answer), ["DuplicateRecord"])
  assert.deepStrictEqual(
    emulator.accepted().map((record) => record.quantity),
    [3]
  )
})

it("rule 27: under one product, a CustomerIdentifier and its account are one customer, unless chosen otherwise", () => {
  const records = [aRecord(), aRecord({ CustomerIdentifier: "alice-id", Quantity: 4 })]
  const apart = aMarketplace({ choices: { customer_forms: "separate" } })

  assert.deepStrictEqual(verdictOf(meter(aMarketplace(), records)), ["Success", "DuplicateRecord"])
  assert.deepStrictEqual(verdictOf(meter(apart, records)), ["Success", "Success"])
})

it("rule 28: another region is another key, and a second charge", () => {
  const emulator = aMarketplace()

  const first = meter(emulator, [aRecord()], { region: "us-east-1" })
  const second = meter(emulator, [aRecord({ Quantity: 4 })], { region: "eu-west-1" })

  assert.deepStrictEqual([first, second].map(verdictOf), [["Success"], ["Success"]])
  assert.notDeepEqual(idsOf(first), idsOf(second))
  assert.deepStrictEqual(
    emulator.accepted().map((record) => record.region),
    ["us-east-1", "eu-west-1"]
  )
})
