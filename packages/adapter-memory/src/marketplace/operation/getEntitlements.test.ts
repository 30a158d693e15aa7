import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { Answered, JsonObject } from "../ServiceAnswer.ts"
import {
  alice,
  aMarketplaceWithBob,
  arrange,
  bob,
  call,
  licenseOf,
  noon,
  seconds
} from "../testing/aMarketplace.ts"

const ask = (emulator: MarketplaceEmulator, changes: JsonObject = {}, now?: number): Answered =>
  call(emulator, "GetEntitlements", { ProductCode: "saas1", ...changes }, now === undefined ? {} : { now })

const rowsOf = (answer: Answered) => answer.body["Entitlements"] as ReadonlyArray<JsonObject>

const entitle = (emulator: MarketplaceEmulator, changes: JsonObject = {}) =>
  arrange(emulator, "seed_entitlement", {
    product_code: "saas1",
    account_id: alice,
    dimension: "users",
    value: 10,
    ...changes
  })

const aContract = () => {
  const emulator = aMarketplaceWithBob()
  arrange(emulator, "seed_customer", { product_code: "saas1", account_id: bob, license_arn: licenseOf(4) })
  entitle(emulator)
  entitle(emulator, { dimension: "GB", value: 1.5, expires_at: seconds(noon) + 60 })
  entitle(emulator, { account_id: bob, dimension: "support", value: true })
  entitle(emulator, { account_id: bob, dimension: "tier", value: "gold" })
  return emulator
}

const namesOf = (answer: Answered): Array<unknown> | string =>
  answer.errorType ?? rowsOf(answer).map((row) => row["Dimension"])

it("GetEntitlements tells what the buyers of a product have bought", () => {
  const emulator = aContract()

  const [users, storage, support, tier] = rowsOf(ask(emulator))

  assert.deepStrictEqual(users, {
    ProductCode: "saas1",
    Dimension: "users",
    CustomerIdentifier: "alice-id",
    CustomerAWSAccountId: alice,
    Value: { IntegerValue: 10 },
    LicenseArn: licenseOf(1)
  })
  assert.deepStrictEqual(
    [storage?.["Value"], storage?.["ExpirationDate"]],
    [{ DoubleValue: 1.5 }, seconds(noon) + 60]
  )
  assert.deepStrictEqual(
    [support?.["Value"], tier?.["Value"]],
    [{ BooleanValue: true }, { StringValue: "gold" }]
  )
  assert.notProperty(support, "CustomerIdentifier")
})

it("a product that is metered by license only shows no customer identifier", () => {
  const emulator = aContract()
  const buyer = { product_code: "modern", account_id: bob }
  arrange(emulator, "seed_customer", { ...buyer, customer_identifier: "bob-id", license_arn: licenseOf(3) })
  entitle(emulator, buyer)

  const [row] = rowsOf(ask(emulator, { ProductCode: "modern" }))

  assert.deepStrictEqual([row?.["LicenseArn"], row?.["CustomerIdentifier"]], [licenseOf(3), undefined])
})

it.each<[string, JsonObject, ReadonlyArray<string>]>([
  ["by dimension", { DIMENSION: ["users"] }, ["users"]],
  ["by one of several values", { DIMENSION: ["users", "tier"] }, ["users", "tier"]],
  ["by account", { CUSTOMER_AWS_ACCOUNT_ID: [bob] }, ["support", "tier"]],
  ["by customer identifier", { CUSTOMER_IDENTIFIER: ["alice-id"] }, ["users", "GB"]],
  ["by license", { LICENSE_ARN: [licenseOf(4)] }, ["support", "tier"]],
  ["by all of several names", { LICENSE_ARN: [licenseOf(1)], DIMENSION: ["GB", "tier"] }, ["GB"]],
  ["by what nobody has", { CUSTOMER_IDENTIFIER: ["bob-id"] }, []],
  ["by nothing", {}, ["users", "GB", "support", "tier"]]
])("GetEntitlements filters %s", (_name, Filter, dimensions) => {
  const answer = ask(aContract(), { Filter })

  assert.deepStrictEqual(namesOf(answer), [...dimensions])
})

it("an entitlement ends when it expires, is taken back, or its agreement is not active", () => {
  const emulator = aContract()
  const at = seconds(noon) * 1_000

  assert.include(namesOf(ask(emulator, {}, at + 59_999)), "GB")
  assert.notInclude(namesOf(ask(emulator, {}, at + 60_000)), "GB")
  entitle(emulator, { value: null })
  assert.deepStrictEqual(namesOf(ask(emulator)), ["GB", "support", "tier"])
  arrange(emulator, "set_subscription", {
    product_code: "saas1",
    account_id: bob,
    state: "unsubscribe-pending"
  })
  assert.deepStrictEqual(namesOf(ask(emulator)), ["GB"])
})

it("the same dimension of the same agreement again replaces what was seeded", () => {
  const emulator = aContract()

  entitle(emulator, { value: 2_147_483_648 })

  const [users] = rowsOf(ask(emulator))
  assert.deepStrictEqual(users?.["Value"], { DoubleValue: 2_147_483_648 })
  assert.strictEqual(rowsOf(ask(emulator)).length, 4)
})

const pagesOf = (emulator: MarketplaceEmulator, MaxResults: number): ReadonlyArray<unknown> => {
  const pages: Array<unknown> = []
  let NextToken: unknown
  do {
    const answer = ask(emulator, { MaxResults, ...(NextToken !== undefined && { NextToken }) })
    pages.push(namesOf(answer))
    NextToken = answer.body["NextToken"]
  } while (NextToken !== undefined)
  return pages
}

it("GetEntitlements answers page by page, the last one by choice empty", () => {
  const emulator = aContract()
  const two = [
    ["users", "GB"],
    ["support", "tier"]
  ]

  assert.deepStrictEqual(pagesOf(emulator, 2), two)
  assert.deepStrictEqual(pagesOf(emulator, 3), [["users", "GB", "support"], ["tier"]])
  assert.deepStrictEqual(pagesOf(emulator, 25), [two.flat()])
  arrange(emulator, "set_choice", { name: "entitlements_end", value: "empty-page" })
  assert.deepStrictEqual(pagesOf(emulator, 2), [...two, []])
  arrange(emulator, "set_choice", { name: "entitlements_page_size", value: 1 })
  assert.deepStrictEqual(namesOf(ask(emulator)), ["users"])
})

it("a NextToken is good for its own question only", () => {
  const emulator = aContract()
  const { NextToken } = ask(emulator, { MaxResults: 1 }).body

  const other = ask(emulator, { Filter: { DIMENSION: ["users"] }, NextToken })
  const forged = ask(emulator, { NextToken: "MQ==" })
  const resized = ask(emulator, { MaxResults: 2, NextToken })

  assert.deepStrictEqual([other, forged].map(namesOf), [
    "InvalidParameterException",
    "InvalidParameterException"
  ])
  assert.deepStrictEqual(namesOf(resized), ["GB", "support"])
})

it.each<[string, JsonObject, string]>([
  ["no ProductCode", { ProductCode: null }, "InvalidParameterException"],
  ["an empty ProductCode", { ProductCode: "" }, "InvalidParameterException"],
  ["a ProductCode of 256", { ProductCode: "p".repeat(256) }, "InvalidParameterException"],
  ["an unknown ProductCode", { ProductCode: "unknown" }, "InvalidParameterException"],
  ["MaxResults of 0", { MaxResults: 0 }, "InvalidParameterException"],
  ["MaxResults of 26", { MaxResults: 26 }, "InvalidParameterException"],
  ["an unknown filter", { Filter: { COLOUR: ["red"] } }, "InvalidParameterException"],
  ["a filter without values", { Filter: { DIMENSION: [] } }, "InvalidParameterException"],
  ["a filter with an empty value", { Filter: { DIMENSION: [""] } }, "InvalidParameterException"],
  [
    "both customer filters",
    { Filter: { CUSTOMER_IDENTIFIER: ["alice-id"], CUSTOMER_AWS_ACCOUNT_ID: [alice] } },
    "InvalidParameterException"
  ],
  ["a text for a filter's values", { Filter: { DIMENSION: "users" } }, "SerializationException"],
  ["a list for the filter", { Filter: [] }, "SerializationException"],
  ["a text for MaxResults", { MaxResults: "1" }, "SerializationException"]
])("GetEntitlements refuses %s", (_name, changes, errorType) => {
  const answer = ask(aContract(), changes)

  assert.deepStrictEqual([answer.status, answer.errorType], [400, errorType])
})

it("by choice, an unknown product has no entitlements, and a broken question is a ValidationException", () => {
  const emulator = aContract()
  arrange(emulator, "set_choice", { name: "entitlements_of_unknown_product", value: "empty" })
  arrange(emulator, "set_choice", { name: "entitlement_shape_error", value: "ValidationException" })

  assert.deepStrictEqual(
    [ask(emulator, { ProductCode: "unknown" }), ask(emulator, { MaxResults: 0 })].map(namesOf),
    [[], "ValidationException"]
  )
})

it("the overview tells the filter of a question", () => {
  const emulator = aMarketplaceWithBob()
  call(emulator, "GetEntitlements", { Filter: { DIMENSION: ["users"] }, ProductCode: "saas1" })

  const { calls } = arrange(emulator, "overview", {})

  assert.deepNestedInclude({ calls }, { "calls[0].request.Filter": { DIMENSION: ["users"] } })
})
