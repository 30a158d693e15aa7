import { assert, it } from "vitest"
import {
  alice,
  aMarketplace,
  aRecord,
  arrange,
  licenseOf,
  meter,
  verdictOf
} from "../testing/aMarketplace.ts"

const product = { code: "saas1", dimensions: ["users"], kind: "saas" }
const customer = { product_code: "saas1", account_id: alice }

const wrongBodies: ReadonlyArray<readonly [string, ReadonlyArray<unknown>]> = [
  ["reset", [null, [], 1, { hard: true }]],
  [
    "seed_product",
    [
      {},
      { ...product, code: "" },
      { ...product, code: "a b" },
      { ...product, dimensions: "users" },
      { ...product, dimensions: [""] },
      { ...product, kind: "ami" },
      { ...product, extra: 1 }
    ]
  ],
  [
    "seed_customer",
    [
      {},
      { ...customer, product_code: "unknown" },
      { ...customer, account_id: "1" },
      { ...customer, account_id: 123456789012 },
      { ...customer, customer_identifier: "" },
      { ...customer, license_arn: "l-1" },
      { ...customer, subscribed: "yes" },
      { ...customer, since: -1 },
      { ...customer, since: 20, until: 10 },
      { ...customer, account_id: "210987654321", license_arn: licenseOf(1) },
      { ...customer, account_id: "210987654321", customer_identifier: "alice-id" }
    ]
  ],
  [
    "set_subscription",
    [
      { ...customer, state: "gone" },
      { ...customer, account_id: "210987654321", state: "active" },
      { ...customer, state: "active", at: "now" },
      { ...customer, state: "active", license_arn: licenseOf(9) }
    ]
  ],
  [
    "issue_token",
    [{}, { ...customer, ttl: -1 }, { ...customer, account_id: "210987654321" }, { ...customer, legacy: 1 }]
  ],
  [
    "seed_caller",
    [{ access_key_id: "" }, { access_key_id: "a/b" }, { platform: "lambda" }, { account_id: "1" }]
  ],
  [
    "seed_entitlement",
    [
      {},
      { ...customer, dimension: "users" },
      { ...customer, dimension: "", value: 1 },
      { ...customer, dimension: "users", value: [1] },
      { ...customer, dimension: "users", value: Number.NaN },
      { ...customer, dimension: "users", value: 1, account_id: "210987654321" },
      { ...customer, dimension: "users", value: 1, license_arn: licenseOf(9) },
      { ...customer, dimension: "users", value: 1, expires_at: "never" }
    ]
  ],
  [
    "entitle_caller",
    [
      {},
      { product_code: "saas1" },
      { product_code: "saas1", entitled: "yes" },
      { product_code: "unknown", entitled: true },
      { product_code: "saas1", entitled: true, account_id: "1" }
    ]
  ],
  ["public_key", [{ version: 0 }, { version: 2 }, { version: "1" }, { version: 1.5 }]],
  ["rotate_key", [{ version: 2 }]],
  [
    "set_time",
    [{}, { now: Number.NaN }, { now: -1 }, { now: "2026" }, { now: 253_402_300_800 }, { now: 1, frozen: 1 }]
  ],
  [
    "inject_fault",
    [
      {},
      { operation: "BatchMeterUsage", kind: "explode" },
      { operation: "Nothing", kind: "throttle" },
      { operation: "BatchMeterUsage", kind: "throttle", times: 0 },
      { operation: "BatchMeterUsage", kind: "throttle", times: -1 },
      { operation: "BatchMeterUsage", kind: "throttle", times: 1.5 },
      { operation: "BatchMeterUsage", kind: "throttle", count: 1 },
      { operation: "BatchMeterUsage", kind: "unprocessed", count: 26 },
      { operation: "ResolveCustomer", kind: "unprocessed" },
      { operation: "MeterUsage", kind: "disabled" },
      { operation: "MeterUsage", kind: "platform" },
      { operation: "BatchMeterUsage", kind: "region" },
      { operation: "BatchMeterUsage", kind: "latency" },
      { operation: "BatchMeterUsage", kind: "latency", ms: Number.NaN }
    ]
  ],
  [
    "set_quota",
    [
      {},
      { operation: "BatchMeterUsage" },
      { operation: "BatchMeterUsage", per_second: 0 },
      { operation: "BatchMeterUsage", per_second: Number.NaN },
      { operation: "Nothing", per_second: 1 }
    ]
  ],
  ["ledger", [{ account_id: 1 }, { account: alice }]],
  ["cloudtrail", [{ account_id: "1" }, { since: "yesterday" }, { until: Number.POSITIVE_INFINITY }]],
  ["events", [{ since: -1 }]],
  ["choices", [{ name: "month_end" }]],
  [
    "set_choice",
    [
      {},
      { name: "month_end", value: "sometimes" },
      { name: "nothing", value: 1 },
      { name: "__proto__", value: 1 },
      { name: "future_tolerance_seconds", value: 1.5 },
      { name: "future_tolerance_seconds", value: -1 }
    ]
  ]
]

it.each(wrongBodies)("%s refuses a wrong body, says what it expects and changes nothing", (name, bodies) => {
  const emulator = aMarketplace()
  meter(emulator, [aRecord()])
  const seen = () =>
    ["ledger", "events", "choices", "cloudtrail"].map((question) => arrange(emulator, question, {}))
  const before = seen()

  for (const body of bodies) {
    const answer = emulator.control(name, body)
    assert.strictEqual(answer.status, 400, JSON.stringify(body))
    assert.isAbove(String(answer.body["error"]).length, 10)
  }

  assert.deepStrictEqual(seen(), before)
  assert.deepStrictEqual(verdictOf(meter(emulator, [aRecord()])), ["Success"])
})

it.each(["nothing", "", "entitleCaller", "__proto__", "toString"])(
  "the function %j is unknown, and the answer names those that are",
  (name) => {
    const answer = aMarketplace().control(name, {})

    assert.strictEqual(answer.status, 404)
    for (const [known] of wrongBodies) assert.include(String(answer.body["error"]), known)
  }
)
