import { assert, it } from "vitest"
import {
  alice,
  aMarketplace,
  aRecord,
  arrange,
  licenseOf,
  meter,
  noon,
  seconds,
  verdictOf
} from "../testing/aMarketplace.ts"
import { choiceDefinitions } from "../choiceDefinitions.ts"
import { makeMarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { JsonObject } from "../ServiceAnswer.ts"

const product = { code: "saas1", dimensions: ["users"], kind: "saas" }
const customer = { product_code: "saas1", account_id: alice }

it("fields that may be left out may also be null", () => {
  const emulator = aMarketplace()
  const nothing = { customer_identifier: null, license_arn: null, subscribed: null, since: null, until: null }

  arrange(emulator, "seed_customer", { ...customer, ...nothing })
  arrange(emulator, "set_subscription", { ...customer, state: "active", at: null })
  arrange(emulator, "issue_token", { ...customer, ttl: null, legacy: null })
  arrange(emulator, "inject_fault", { operation: "BatchMeterUsage", kind: "throttle", times: null, ms: null })

  const answer = emulator.control("cloudtrail", { since: null, until: null })

  assert.strictEqual(answer.status, 200)
})

it("a legacy token needs a buyer with a customer identifier", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { ...customer, account_id: "210987654321" })

  const answer = emulator.control("issue_token", { ...customer, account_id: "210987654321", legacy: true })

  assert.strictEqual(answer.status, 400)
})

it("reset forgets everything and gives the clock back", () => {
  const emulator = makeMarketplaceEmulator({ choices: { month_end: "extends" }, clock: () => 7_000 })
  const arrangeAll = () => {
    arrange(emulator, "set_time", { now: seconds(noon), frozen: true })
    arrange(emulator, "seed_product", product)
    arrange(emulator, "seed_customer", { ...customer, license_arn: licenseOf(1) })
    arrange(emulator, "set_choice", { name: "month_end", value: "both-limits" })
    return [meter(emulator, [aRecord()]), arrange(emulator, "issue_token", customer)]
  }
  const before = arrangeAll()
  arrange(emulator, "inject_fault", { operation: "BatchMeterUsage", kind: "throttle" })
  arrange(emulator, "set_quota", { operation: "BatchMeterUsage", per_second: 0.001 })

  arrange(emulator, "reset", {})

  assert.deepStrictEqual(
    [emulator.now(), emulator.accepted(), emulator.choices().month_end],
    [7_000, [], "extends"]
  )
  assert.deepStrictEqual(arrange(emulator, "cloudtrail", {})["Records"], [])
  assert.deepStrictEqual(arrange(emulator, "events", {})["events"], [])
  assert.strictEqual(verdictOf(meter(emulator, [aRecord()])), "InvalidProductCodeException")
  arrange(emulator, "reset", {})
  assert.deepStrictEqual(arrangeAll(), before, "the same history has the same answers and ids")
})

it("the ledger shows what was accepted of one buyer, or of all", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { ...customer, account_id: "210987654321" })
  meter(emulator, [aRecord(), aRecord({ CustomerAWSAccountId: "210987654321", Quantity: 8 })])
  const rows = (body: object) => arrange(emulator, "ledger", body)["records"] as ReadonlyArray<JsonObject>

  const [row] = rows({ account_id: alice })

  assert.deepStrictEqual(row, {
    dimension: "users",
    hour: seconds("2026-04-15T11:00:00Z"),
    quantity: 3,
    scope: "product",
    account_id: alice,
    region: "us-east-1",
    product_code: "saas1",
    license_arn: null,
    resource: null,
    customer_identifier: null,
    timestamp: seconds("2026-04-15T11:00:00Z"),
    allocations: null,
    metering_record_id: emulator.accepted()[0]?.meteringRecordId,
    accepted_at: seconds(noon)
  })
  assert.deepStrictEqual(
    [rows({ account_id: alice }), rows({ account_id: "1" }), rows({})].map((list) => list.length),
    [1, 0, 2]
  )
})

it("set_time answers the instant, runs on from it, and may go backwards", () => {
  let machine = 0
  const emulator = makeMarketplaceEmulator({ clock: () => machine })

  assert.deepStrictEqual(arrange(emulator, "set_time", { now: 1_000 }), { now: 1_000 })
  machine = 2_000
  assert.strictEqual(emulator.now(), 1_002_000)
  arrange(emulator, "set_time", { now: 10.5, frozen: true })
  machine = 3_000
  assert.strictEqual(emulator.now(), 10_500)
})

it("choices lists every choice with its value, default, allowed values and source", () => {
  const emulator = aMarketplace({ choices: { month_end: "extends" } })
  const listed = arrange(emulator, "choices", {})["choices"] as ReadonlyArray<JsonObject>

  assert.deepStrictEqual(
    listed.map((choice) => choice["name"]),
    choiceDefinitions.map((definition) => definition.name)
  )
  for (const choice of listed) {
    assert.strictEqual(choice["value"], choice["name"] === "month_end" ? "extends" : choice["default"])
    for (const text of ["what", "source"]) assert.isAbove(String(choice[text]).length, 10)
  }
})

it("every value that a choice allows can be set, the default among them", () => {
  const emulator = aMarketplace()
  for (const { allowed, default: initial, name } of choiceDefinitions) {
    const values: ReadonlyArray<unknown> = "min" in allowed ? [allowed.min, allowed.max] : allowed
    for (const value of [...values, initial]) arrange(emulator, "set_choice", { name, value })
  }

  assert.deepStrictEqual(emulator.choices(), aMarketplace().choices())
  assert.throws(() => aMarketplace({ choices: { quota_burst_seconds: 0 } }), /quota_burst_seconds/)
})
