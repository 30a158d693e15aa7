import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { aContainer, idOf, report } from "../testing/aContainer.ts"
import {
  alice,
  aMarketplace,
  aRecord,
  arrange,
  bob,
  call,
  meter,
  resultsOf,
  seconds
} from "../testing/aMarketplace.ts"

const recordsOf = (emulator: MarketplaceEmulator, body: object = {}) =>
  arrange(emulator, "cloudtrail", body)["Records"] as ReadonlyArray<JsonObject>

const elementsOf = (event: JsonObject | undefined, name: string) => event?.[name] as JsonObject

it("rule 44: a call is logged with lower-camel names and timestamps as text", () => {
  const emulator = aMarketplace()
  const UsageAllocations = [{ AllocatedUsageQuantity: 3, Tags: [{ Key: "Team", Value: "A" }] }]
  const record = aRecord({ Timestamp: seconds("2026-04-15T11:32:50Z") + 0.9, UsageAllocations })
  const usageRecord = {
    timestamp: "Apr 15, 2026 11:32:50 AM",
    dimension: "users",
    quantity: 3,
    customerAWSAccountId: alice,
    usageAllocations: [{ allocatedUsageQuantity: 3, tags: [{ key: "Team", value: "A" }] }]
  }

  const answer = meter(emulator, [record], { region: "eu-west-1" })
  const [event] = recordsOf(emulator)

  assert.deepStrictEqual(event?.["requestParameters"], { productCode: "saas1", usageRecords: [usageRecord] })
  assert.deepStrictEqual(event?.["responseElements"], {
    results: [
      { usageRecord, meteringRecordId: resultsOf(answer)[0]?.["MeteringRecordId"], status: "Success" }
    ],
    unprocessedRecords: []
  })
  assert.deepStrictEqual(
    [
      event?.["eventSource"],
      event?.["eventName"],
      event?.["awsRegion"],
      event?.["eventTime"],
      event?.["requestID"]
    ],
    [
      "metering-marketplace.amazonaws.com",
      "BatchMeterUsage",
      "eu-west-1",
      "2026-04-15T12:00:00Z",
      answer.requestId
    ]
  )
})

it("rule 44: a refused call is logged with its error and without response elements", () => {
  const emulator = aMarketplace()
  meter(emulator, [aRecord({ Dimension: "storage" })])

  const [event] = recordsOf(emulator)

  assert.strictEqual(event?.["errorCode"], "InvalidUsageDimensionException")
  assert.isString(event?.["errorMessage"])
  assert.isNull(event?.["responseElements"])
  assert.isObject(event?.["requestParameters"])
})

it("rule 44: ResolveCustomer is logged without the token", () => {
  const emulator = aMarketplace()
  const { token } = arrange(emulator, "issue_token", { product_code: "saas1", account_id: alice })
  call(emulator, "ResolveCustomer", { RegistrationToken: token })

  const records = recordsOf(emulator)

  assert.strictEqual(records[0]?.["eventName"], "ResolveCustomer")
  assert.notInclude(JSON.stringify(records), String(token))
  assert.strictEqual(elementsOf(records[0], "responseElements")["customerAWSAccountId"], alice)
})

it("rule 44: the log is asked by time, both bounds inclusive", () => {
  const emulator = aMarketplace()
  const start = seconds("2026-04-15T12:00:00Z")
  for (const second of [0, 10, 20]) {
    emulator.setTime({ frozen: true, now: start + second + 0.5 })
    meter(emulator, [])
  }

  assert.strictEqual(recordsOf(emulator).length, 3)
  assert.strictEqual(recordsOf(emulator, { since: start + 10 }).length, 2)
  assert.strictEqual(recordsOf(emulator, { until: start + 10 }).length, 2)
  assert.strictEqual(recordsOf(emulator, { since: start + 10, until: start + 10 }).length, 1)
})

it.each([
  ["us-english", "Apr 15, 2026 12:00:05 AM"],
  ["us-english-narrow-space", "Apr 15, 2026 12:00:05\u202FAM"],
  ["iso", "2026-04-15T00:00:05Z"],
  ["epoch", 1_776_211_205]
])("rule 44: by choice, timestamps are printed %s", (value, printed) => {
  const emulator = aMarketplace()
  arrange(emulator, "set_choice", { name: "cloudtrail_timestamps", value })
  meter(emulator, [aRecord({ Timestamp: 1_776_211_205 })])

  const [event] = recordsOf(emulator)

  const usageRecords = elementsOf(event, "requestParameters")["usageRecords"] as ReadonlyArray<JsonObject>
  assert.strictEqual(usageRecords[0]?.["timestamp"], printed)
})

it("rule 44: a timestamp that no calendar has is printed as the number it is", () => {
  const emulator = aMarketplace()
  meter(emulator, [aRecord({ Timestamp: 1e300 })])

  assert.include(JSON.stringify(recordsOf(emulator)), "1e+300")
})

it("rule 44: what a buyer's software calls is logged in the buyer's account", () => {
  const emulator = aContainer()
  arrange(emulator, "rotate_key", {})
  arrange(emulator, "seed_caller", { access_key_id: "POD", account_id: bob, resource: "pod-1" })
  meter(emulator, [aRecord()])
  const metered = report(emulator, { ClientToken: "t", DryRun: false }, { accessKeyId: "POD" })
  const registration = { ProductCode: "pod", PublicKeyVersion: 1, Nonce: "once" }
  const registered = call(emulator, "RegisterUsage", registration, { accessKeyId: "POD" })
  report(emulator, { UsageQuantity: 4 }, { accessKeyId: "POD" })

  const events = recordsOf(emulator, { account_id: bob })

  assert.deepStrictEqual(
    events.map((event) => [event["eventName"], event["recipientAccountId"], event["errorCode"]]),
    [
      ["MeterUsage", bob, undefined],
      ["RegisterUsage", bob, undefined],
      ["MeterUsage", bob, "DuplicateRequestException"]
    ]
  )
  const identity = elementsOf(events[0], "userIdentity")
  assert.deepStrictEqual(
    [identity["type"], identity["arn"], identity["accessKeyId"]],
    ["AssumedRole", `arn:aws:sts::${bob}:assumed-role/Metering/pod-1`, "POD"]
  )
  assert.deepStrictEqual(events[0]?.["requestParameters"], {
    productCode: "pod",
    timestamp: "Apr 15, 2026 11:00:00 AM",
    usageDimension: "users",
    usageQuantity: 3,
    clientToken: "t",
    dryRun: false
  })
  assert.deepStrictEqual(events[0]?.["responseElements"], { meteringRecordId: idOf(metered) })
  assert.deepStrictEqual(events[1]?.["requestParameters"], {
    productCode: "pod",
    publicKeyVersion: 1,
    nonce: "once"
  })
  assert.deepStrictEqual(events[1]?.["responseElements"], {
    publicKeyRotationTimestamp: "Apr 15, 2026 12:00:00 PM",
    signature: registered.body["Signature"]
  })
  assert.isNull(events[2]?.["responseElements"])
  assert.strictEqual(recordsOf(emulator, { account_id: "111122223333" }).length, 1)
})

it("rule 44: GetEntitlements is logged as read only, of a service of its own", () => {
  const emulator = aContainer()
  call(emulator, "GetEntitlements", { ProductCode: "saas1", Filter: { DIMENSION: ["users"] } })

  const [event] = recordsOf(emulator)

  assert.deepStrictEqual(
    [event?.["eventSource"], event?.["readOnly"], event?.["recipientAccountId"]],
    ["entitlement-marketplace.amazonaws.com", true, "111122223333"]
  )
  assert.deepStrictEqual(event?.["requestParameters"], {
    productCode: "saas1",
    filter: { DIMENSION: ["users"] }
  })
})
