import { assert, it } from "vitest"
import {
  aLicenseRecord,
  aMarketplace,
  aRecord,
  bob,
  licenseOf,
  meter,
  verdictOf,
  aMarketplaceWithBob
} from "../testing/aMarketplace.ts"

it("rule 12: neither ProductCode nor LicenseArn is an InvalidProductCodeException", () => {
  const records = [aRecord()]

  for (const productCode of [null, ""]) {
    assert.strictEqual(
      verdictOf(meter(aMarketplace(), records, { productCode })),
      "InvalidProductCodeException"
    )
  }
  assert.strictEqual(
    verdictOf(meter(aMarketplace(), [], { productCode: null })),
    "InvalidProductCodeException",
    "an empty batch has no product either"
  )
  assert.strictEqual(
    verdictOf(meter(aMarketplace(), [aLicenseRecord(), aRecord()], { productCode: null })),
    "InvalidProductCodeException",
    "one record without a license is enough"
  )
})

it.each(["unknown", "SAAS1", "prod-abc123", "pod", "__proto__", "constructor"])(
  "rule 12: the product code %s is an InvalidProductCodeException",
  (productCode) => {
    assert.strictEqual(
      verdictOf(meter(aMarketplaceWithBob(), [aRecord()], { productCode })),
      "InvalidProductCodeException"
    )
  }
)

it("rule 13: a product that is metered by license only takes no ProductCode", () => {
  const record = aLicenseRecord({ CustomerAWSAccountId: bob, LicenseArn: licenseOf(3) })

  assert.strictEqual(
    verdictOf(meter(aMarketplaceWithBob(), [record], { productCode: "modern" })),
    "ValidationException"
  )
  assert.deepStrictEqual(verdictOf(meter(aMarketplaceWithBob(), [record], { productCode: null })), [
    "Success"
  ])
})

it("rule 13: another product takes both, and shows that a buyer metered both ways is billed twice", () => {
  const emulator = aMarketplace()

  const answer = meter(emulator, [aRecord(), aLicenseRecord()])

  assert.deepStrictEqual(verdictOf(answer), ["Success", "Success"])
  assert.deepStrictEqual(
    emulator.accepted().map(({ licenseArn, quantity, scope }) => ({ licenseArn, quantity, scope })),
    [
      { licenseArn: null, quantity: 3, scope: "product" },
      { licenseArn: licenseOf(1), quantity: 3, scope: "license" }
    ]
  )
})

it("rule 13: by choice, both in one request are refused", () => {
  const emulator = aMarketplace({ choices: { product_code_with_license_arn: "refuse" } })

  assert.strictEqual(verdictOf(meter(emulator, [aLicenseRecord()])), "ValidationException")
})
