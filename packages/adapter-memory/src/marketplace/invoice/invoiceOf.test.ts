import fc from "fast-check"
import { assert, it } from "vitest"
import type { AcceptedRecord } from "../AcceptedRecord.ts"
import {
  alice,
  aLicenseRecord,
  aMarketplace,
  aMarketplaceWithBob,
  aRecord,
  arrange,
  bob,
  licenseOf,
  meter,
  noon,
  seconds
} from "../testing/aMarketplace.ts"
import type { Invoice } from "./Invoice.ts"
import { invoiceOf } from "./invoiceOf.ts"
import { priceListOf } from "./PriceList.ts"
import type { PriceList } from "./PriceList.ts"

const prices = [
  { product_code: "saas1", dimension: "users", price: "0.1" },
  { product_code: "saas1", dimension: "GB", price: "0.000000000001" }
]

const bill = (emulator: ReturnType<typeof aMarketplace>, body: object = {}): Invoice =>
  arrange(emulator, "invoice", { month: "2026-04", prices, ...body }) as unknown as Invoice

it("a month is billed per buyer, product and dimension, to the last decimal", () => {
  const emulator = aMarketplaceWithBob()
  arrange(emulator, "seed_customer", { product_code: "saas1", account_id: bob })
  meter(emulator, [
    aRecord({ CustomerAWSAccountId: bob, Quantity: 7 }),
    aRecord({ Quantity: 3 }),
    aRecord({ Quantity: 3, Timestamp: seconds("2026-04-15T10:59:59Z") }),
    aRecord({ Dimension: "GB", Quantity: 2_147_483_647 })
  ])

  const { amount, doubled_amount, lines, unpriced } = bill(emulator)

  assert.deepStrictEqual(
    lines.map((line) => [
      line.account_id,
      line.dimension,
      line.quantity,
      line.records,
      line.price,
      line.amount
    ]),
    [
      [alice, "GB", "2147483647", 1, "0.000000000001", "0.002147483647"],
      [alice, "users", "6", 2, "0.1", "0.6"],
      [bob, "users", "7", 1, "0.1", "0.7"]
    ]
  )
  assert.deepStrictEqual([amount, doubled_amount, unpriced], ["1.302147483647", "0", 0])
})

it("usage belongs to the month of its hour, whenever it was sent", () => {
  const emulator = aMarketplace()
  arrange(emulator, "set_time", { now: seconds("2026-05-01T05:00:00Z"), frozen: true })
  for (const Timestamp of ["2026-04-30T23:59:59Z", "2026-05-01T00:00:00Z"].map(seconds)) {
    meter(emulator, [aRecord({ Timestamp, Quantity: Timestamp % 2 === 0 ? 5 : 4 })])
  }

  const quantities = ["2026-03", "2026-04", "2026-05", null].map((month) =>
    bill(emulator, { month }).lines.map(({ quantity }) => quantity)
  )

  assert.deepStrictEqual(quantities, [[], ["4"], ["5"], ["5"]])
})

it("usage under tags splits the line and not the price", () => {
  const emulator = aMarketplace()
  const tag = (Key: string, Value: string) => ({ Key, Value })
  const send = (hour: number, UsageAllocations: ReadonlyArray<object>, Quantity: number) =>
    meter(emulator, [aRecord({ Quantity, Timestamp: seconds(noon) - hour * 3_600, UsageAllocations })])
  send(
    1,
    [{ AllocatedUsageQuantity: 2, Tags: [tag("a", "1"), tag("b", "2")] }, { AllocatedUsageQuantity: 1 }],
    3
  )
  send(2, [{ AllocatedUsageQuantity: 4, Tags: [tag("b", "2"), tag("a", "1")] }], 4)
  meter(emulator, [aRecord({ Quantity: 5, Timestamp: seconds(noon) - 3 * 3_600 })])

  const [line] = bill(emulator).lines

  const ab = [
    { key: "a", value: "1" },
    { key: "b", value: "2" }
  ]
  assert.deepStrictEqual(line?.by_tags, [
    { amount: "0.6", quantity: "6", tags: [] },
    { amount: "0.6", quantity: "6", tags: ab }
  ])
})

it("one hour metered by product, by license and in two regions shows as the double charge it is", () => {
  const emulator = aMarketplace()
  meter(emulator, [aRecord({ Quantity: 5 })])
  meter(emulator, [aRecord({ Quantity: 6 })], { region: "eu-west-1" })
  meter(emulator, [aLicenseRecord({ Quantity: 4 })], { productCode: null })

  const { doubled_amount, lines } = bill(emulator)

  assert.deepStrictEqual(
    lines[0]?.charges.map(({ license_arn, quantity, region, scope }) => [
      scope,
      license_arn,
      region,
      quantity
    ]),
    [
      ["product", null, "eu-west-1", "6"],
      ["product", null, "us-east-1", "5"],
      ["license", licenseOf(1), "us-east-1", "4"]
    ]
  )
  const [double, ...others] = lines[0]?.double_charges ?? []
  assert.deepStrictEqual(others, [])
  assert.deepStrictEqual(double?.because, ["product and license", "two regions"])
  assert.deepStrictEqual([double?.quantity, double?.amount, doubled_amount], ["9", "0.9", "0.9"])
  assert.deepStrictEqual(
    double?.metering_record_ids,
    emulator.accepted().map(({ meteringRecordId }) => meteringRecordId)
  )
})

it("a customer identifier beside its account is a double charge where the service keeps them apart", () => {
  const emulator = aMarketplace({ choices: { customer_forms: "separate" } })
  meter(emulator, [aRecord(), aRecord({ CustomerIdentifier: "alice-id" })])

  const [line] = bill(emulator).lines

  assert.deepStrictEqual(line?.double_charges[0]?.because, ["two customer forms"])
})

it("two licenses of one buyer are two agreements and no double charge", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { product_code: "saas1", account_id: alice, license_arn: licenseOf(2) })
  meter(emulator, [aLicenseRecord(), aLicenseRecord({ LicenseArn: licenseOf(2) })], { productCode: null })

  const [line] = bill(emulator).lines

  assert.deepStrictEqual([line?.quantity, line?.double_charges], ["6", []])
})

it("what has no price is listed without an amount, and counted", () => {
  const emulator = aMarketplace()
  arrange(emulator, "set_prices", { prices: prices.slice(1) })
  meter(emulator, [aRecord(), aRecord({ Dimension: "GB" })])

  const { amount, lines, unpriced } = bill(emulator, { prices: null, account_id: alice })

  assert.deepStrictEqual([amount, unpriced], ["0.000000000003", 1])
  assert.deepStrictEqual(
    [lines[1]?.price, lines[1]?.amount, lines[1]?.by_tags[0]?.amount],
    [null, null, null]
  )
})

it.each([
  [{ month: "2026-13" }],
  [{ month: "march" }],
  [{ prices: [{ product_code: "saas1", dimension: "users", price: "1e3" }] }],
  [{ prices: [{ product_code: "saas1", dimension: "users", price: "-1" }] }],
  [{ prices: [...prices, ...prices] }]
])("refuses %j", (body) => {
  const answer = aMarketplace().control("invoice", body)

  assert.strictEqual(answer.status, 400)
})

it("charges and tag sets of every line add up to it, and the order of acceptance does not matter", () => {
  const record = fc.record({
    acceptedAt: fc.constant(0),
    accountId: fc.constantFrom(alice, bob),
    allocations: fc.constant(null),
    customerIdentifier: fc.constantFrom(null, "id"),
    dimension: fc.constantFrom("users", "GB", "a:1"),
    hour: fc.integer({ min: 0, max: 800 }).map((hours) => seconds("2026-04-01T00:00:00Z") + hours * 3_600),
    licenseArn: fc.constantFrom(null, licenseOf(1), licenseOf(2)),
    meteringRecordId: fc.uuid(),
    productCode: fc.constantFrom("saas1", "saas2"),
    quantity: fc.integer({ min: 0, max: 2_147_483_647 }),
    region: fc.constantFrom("us-east-1", "eu-west-1"),
    timestamp: fc.constant(0)
  })
  const withScope = record.map((one): AcceptedRecord => ({
    ...one,
    resource: null,
    scope: one.licenseArn === null ? "product" : "license"
  }))
  fc.assert(
    fc.property(fc.array(withScope, { maxLength: 40 }), (ledger) => {
      const options = { month: "2026-04", prices: priceListOf(prices) as PriceList }

      const invoice = invoiceOf(ledger, options)

      const total = (parts: ReadonlyArray<{ readonly quantity: string }>) =>
        parts.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n)
      const inApril = ledger.filter(({ hour }) => hour < seconds("2026-05-01T00:00:00Z"))
      assert.strictEqual(
        total(invoice.lines),
        inApril.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n)
      )
      for (const line of invoice.lines) {
        assert.deepStrictEqual(
          [total(line.charges), total(line.by_tags)],
          [BigInt(line.quantity), BigInt(line.quantity)]
        )
        assert.isTrue(total(line.double_charges) <= BigInt(line.quantity))
      }
      assert.deepStrictEqual(
        invoiceOf(ledger.toReversed(), options).lines.map(({ amount }) => amount),
        invoice.lines.map(({ amount }) => amount)
      )
    })
  )
})
