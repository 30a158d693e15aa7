import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { aContainer, idOf, report } from "../testing/aContainer.ts"
import { aMarketplace, arrange, noon, seconds } from "../testing/aMarketplace.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/
const noonSeconds = seconds(noon)

const quantities = (emulator: MarketplaceEmulator) => emulator.accepted().map((line) => line.quantity)
const choose = (emulator: MarketplaceEmulator, name: string, value: unknown) =>
  arrange(emulator, "set_choice", { name, value })

it.each<[string, JsonObject, string]>([
  ["no ProductCode", { ProductCode: undefined }, "ValidationException"],
  ["a ProductCode of other signs", { ProductCode: "a b" }, "ValidationException"],
  ["a ProductCode of 256", { ProductCode: "a".repeat(256) }, "ValidationException"],
  ["no Timestamp", { Timestamp: undefined }, "ValidationException"],
  ["no UsageDimension", { UsageDimension: undefined }, "ValidationException"],
  ["an empty UsageDimension", { UsageDimension: "" }, "ValidationException"],
  ["a UsageDimension of 256", { UsageDimension: "d".repeat(256) }, "ValidationException"],
  ["a quantity of -1", { UsageQuantity: -1 }, "ValidationException"],
  ["a quantity of 2^31", { UsageQuantity: 2 ** 31 }, "ValidationException"],
  ["no allocations in the list", { UsageAllocations: [] }, "ValidationException"],
  ["an empty ClientToken", { ClientToken: "" }, "ValidationException"],
  ["a ClientToken of 65", { ClientToken: "t".repeat(65) }, "ValidationException"],
  [
    "a wrong tag",
    { UsageAllocations: [{ AllocatedUsageQuantity: 3, Tags: [{ Key: "?", Value: "v" }] }] },
    "InvalidTagException"
  ],
  ["a text for a quantity", { UsageQuantity: "3" }, "SerializationException"],
  ["a text for DryRun", { DryRun: "true" }, "SerializationException"]
])("rule 11: MeterUsage refuses %s", (_name, changes, errorType) => {
  const emulator = aContainer()

  const answer = report(emulator, changes)

  assert.deepStrictEqual([answer.status, answer.errorType, quantities(emulator)], [400, errorType, []])
})

it("rule 11: MeterUsage takes what is just within the bounds", () => {
  const emulator = aContainer()
  arrange(emulator, "seed_product", { code: "pod", dimensions: ["d".repeat(255)], kind: "container" })

  const answer = report(emulator, {
    ClientToken: "😀".repeat(64),
    UsageDimension: "d".repeat(255),
    UsageQuantity: 2 ** 31 - 1
  })

  assert.match(String(idOf(answer)), uuid)
})

it("rule 32: an endpoint of another region than the resource's is an InvalidEndpointRegionException", () => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { access_key_id: "POD", platform: "eks", region: "eu-west-1" })

  const [away, home] = ["us-east-1", "eu-west-1"].map((region) =>
    report(emulator, {}, { accessKeyId: "POD", region })
  )

  assert.deepStrictEqual([away?.status, away?.errorType], [400, "InvalidEndpointRegionException"])
  assert.strictEqual(home?.status, 200)
  assert.deepStrictEqual(
    emulator.accepted().map((line) => line.region),
    ["eu-west-1"]
  )
})

it("rule 32: a signature of no supported place is not entitled, unless chosen otherwise", () => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { access_key_id: "LONGTERM", platform: "none" })
  const byKey = () => report(emulator, {}, { accessKeyId: "LONGTERM" })

  assert.strictEqual(idOf(byKey()), "CustomerNotEntitledException")
  choose(emulator, "unsupported_credentials", "accept")
  assert.strictEqual(byKey().status, 200)
})

const tagged = (tags: ReadonlyArray<string>, quantity = 3) => ({
  AllocatedUsageQuantity: quantity,
  Tags: tags.map((Key) => ({ Key, Value: "v" }))
})

it.each<[string, JsonObject, string]>([
  ["an unknown product", { ProductCode: "unknown" }, "InvalidProductCodeException"],
  ["no product at all", { ProductCode: "" }, "InvalidProductCodeException"],
  ["a SaaS product", { ProductCode: "saas1" }, "InvalidProductCodeException"],
  ["a dimension of no product", { UsageDimension: "storage" }, "InvalidUsageDimensionException"],
  ["a dimension in another case", { UsageDimension: "Users" }, "InvalidUsageDimensionException"],
  ["a tag key twice", { UsageAllocations: [tagged(["a", "a"])] }, "InvalidTagException"],
  ["six tags", { UsageAllocations: [tagged(["a", "b", "c", "d", "e", "f"])] }, "InvalidTagException"],
  ["another sum", { UsageAllocations: [tagged(["a"], 2)] }, "InvalidUsageAllocationsException"],
  [
    "a tag set twice",
    { UsageAllocations: [tagged(["a"], 1), tagged(["a"], 2)] },
    "InvalidUsageAllocationsException"
  ]
])("rule 33: %s is refused by its own error", (_name, changes, errorType) => {
  const emulator = aContainer()

  const answer = report(emulator, changes)

  assert.deepStrictEqual([answer.status, answer.errorType, quantities(emulator)], [400, errorType, []])
})

it("rule 34: a caller that is not entitled is refused; one that was when it first called is not, ever after", () => {
  const emulator = aContainer()
  const entitle = (entitled: boolean) =>
    arrange(emulator, "entitle_caller", { product_code: "pod", entitled })
  entitle(false)

  const before = report(emulator)
  entitle(true)
  const first = report(emulator)
  entitle(false)
  const later = report(emulator, { Timestamp: noonSeconds })
  const stranger = report(emulator, {}, { accessKeyId: "ANOTHER" })
  choose(emulator, "entitlement_checked_on", "every-call")
  const checked = report(emulator, { Timestamp: noonSeconds })

  assert.deepStrictEqual(
    [before, stranger, checked].map(idOf),
    Array.from({ length: 3 }, () => "CustomerNotEntitledException")
  )
  assert.deepStrictEqual([before.status, first.status, later.status], [400, 200, 200])
})

it("rule 34: without a word of entitle_caller, the agreement of the caller's account decides", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_product", { code: "pod", dimensions: ["users"], kind: "container" })
  const account_id = "333322221111"
  arrange(emulator, "seed_caller", { access_key_id: "POD", account_id })
  const calls = () => ["POD", "OTHER"].map((accessKeyId) => report(emulator, {}, { accessKeyId }).status)

  const before = calls()
  arrange(emulator, "seed_customer", { product_code: "pod", account_id })
  const after = calls()
  arrange(emulator, "entitle_caller", { product_code: "pod", entitled: true, account_id: "444455556666" })
  const both = calls()

  assert.deepStrictEqual(
    [before, after, both],
    [
      [400, 400],
      [200, 400],
      [200, 200]
    ]
  )
})

it.each<[string, number, number]>([
  ["six hours old, exactly", -6 * 3_600, 400],
  ["a second younger", -6 * 3_600 + 1, 200],
  ["of now", 0, 200],
  ["five minutes ahead", 300, 200],
  ["more than five minutes ahead", 301, 400]
])("rule 35: a report %s", (_name, age, status) => {
  const answer = report(aContainer(), { Timestamp: noonSeconds + age })

  assert.strictEqual(answer.status, status)
  assert.strictEqual(answer.errorType, status === 200 ? undefined : "TimestampOutOfBoundsException")
})

it("rule 35: by choice, the bound is inclusive, or measured from the hour", () => {
  const emulator = aContainer()
  const at = (Timestamp: number) => report(emulator, { Timestamp }).status

  choose(emulator, "meter_usage_exact_age", "accept")
  assert.deepStrictEqual([at(noonSeconds - 21_600), at(noonSeconds - 21_601)], [200, 400])
  choose(emulator, "meter_usage_exact_age", "refuse")
  choose(emulator, "age_measured_from", "hour-start")
  assert.deepStrictEqual([at(noonSeconds - 21_599), at(noonSeconds - 18_000)], [400, 200])
})

it("rule 37: the first report of a resource, a dimension and an hour stands; another one is a duplicate", () => {
  const emulator = aContainer()
  const at = (time: string) => seconds(`2026-04-15T${time}Z`)
  const first = report(emulator, { Timestamp: at("11:05:00"), ClientToken: "a" })

  const same = report(emulator, { Timestamp: at("11:59:59.999"), ClientToken: "b" })
  const other = report(emulator, { Timestamp: at("11:30:00"), UsageQuantity: 4, ClientToken: "c" })
  const free = [
    report(emulator, { Timestamp: at("12:00:00") }),
    report(emulator, { UsageDimension: "GB" }),
    report(emulator, {}, { accessKeyId: "ANOTHER" }),
    report(emulator, {}, { region: "eu-west-1" })
  ]

  assert.strictEqual(idOf(same), idOf(first))
  assert.deepStrictEqual([other.status, other.errorType], [400, "DuplicateRequestException"])
  assert.strictEqual(new Set([first, ...free].map(idOf)).size, 5)
  assert.deepStrictEqual(quantities(emulator), [3, 3, 3, 3, 3])
})

it("rule 37: other allocations of the same quantity are a duplicate, unless chosen otherwise", () => {
  const emulator = aContainer()
  const first = report(emulator, { UsageAllocations: [tagged(["a"], 1), tagged(["b"], 2)] })

  const reordered = report(emulator, { UsageAllocations: [tagged(["b"], 2), tagged(["a"], 1)] })
  const moved = report(emulator)
  choose(emulator, "same_usage_other_allocations", "accept")
  const lenient = report(emulator)

  assert.deepStrictEqual([reordered, moved, lenient].map(idOf), [
    idOf(first),
    "DuplicateRequestException",
    idOf(first)
  ])
  assert.deepStrictEqual(emulator.accepted()[0]?.allocations, [tagged(["a"], 1), tagged(["b"], 2)])
})

it("rules 32 to 37: a report that breaks several is refused for the first of them", () => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { access_key_id: "AWAY", region: "eu-west-1" })
  const key = { Key: "k", Value: "v" }
  report(emulator, { ClientToken: "used" })
  const broken: ReadonlyArray<readonly [string, JsonObject]> = [
    ["InvalidProductCodeException", { ProductCode: "unknown" }],
    ["InvalidUsageDimensionException", { UsageDimension: "storage" }],
    ["InvalidTagException", { UsageAllocations: [{ AllocatedUsageQuantity: 1, Tags: [key, key] }] }],
    ["InvalidUsageAllocationsException", { UsageAllocations: [{ AllocatedUsageQuantity: 1 }] }],
    ["TimestampOutOfBoundsException", { Timestamp: 0 }],
    ["IdempotencyConflictException", { ClientToken: "used", UsageQuantity: 4 }],
    ["DuplicateRequestException", { UsageQuantity: 4 }]
  ]

  for (const [place, [errorType]] of broken.entries()) {
    const changes = broken.slice(place).reduceRight((all, [, one]) => ({ ...all, ...one }), {})
    assert.strictEqual(report(emulator, changes).errorType, errorType)
    const away = report(emulator, changes, { accessKeyId: "AWAY" })
    assert.strictEqual(away.errorType, "InvalidEndpointRegionException")
  }
})

it("rules 34 and 35: of an old report by a caller that is not entitled, the entitlement is told", () => {
  const emulator = aContainer()
  arrange(emulator, "entitle_caller", { product_code: "pod", entitled: false })

  assert.strictEqual(idOf(report(emulator, { Timestamp: 0 })), "CustomerNotEntitledException")
})
