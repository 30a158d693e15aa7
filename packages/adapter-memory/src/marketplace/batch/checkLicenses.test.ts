import { assert, it } from "vitest"
import {
  aLicenseRecord,
  alice,
  aMarketplace,
  arrange,
  bob,
  licenseOf,
  meter,
  seconds,
  verdictOf,
  aMarketplaceWithBob
} from "../testing/aMarketplace.ts"

it.each([
  ["unknown", [aLicenseRecord({ LicenseArn: licenseOf(9) })], null],
  ["of another account", [aLicenseRecord({ CustomerAWSAccountId: bob })], null],
  ["of another product than the one named", [aLicenseRecord()], "saas2"],
  [
    "of two products",
    [aLicenseRecord(), aLicenseRecord({ CustomerAWSAccountId: bob, LicenseArn: licenseOf(2) })],
    null
  ]
])(
  "rule 16: a license %s is an InvalidLicenseException and records nothing",
  (_name, records, productCode) => {
    const emulator = aMarketplaceWithBob()

    assert.strictEqual(verdictOf(meter(emulator, records, { productCode })), "InvalidLicenseException")
    assert.deepStrictEqual(emulator.accepted(), [])
  }
)

it("rule 16: usage stamped before the license was activated is an InvalidLicenseException", () => {
  const emulator = aMarketplace()
  const since = seconds("2026-04-15T11:30:00Z")
  const customer = { product_code: "saas1", account_id: alice, license_arn: licenseOf(1), since }
  arrange(emulator, "seed_customer", customer)
  const at = (time: string) =>
    verdictOf(meter(emulator, [aLicenseRecord({ Timestamp: seconds(time) })], { productCode: null }))

  assert.strictEqual(at("2026-04-15T11:29:59Z"), "InvalidLicenseException")
  assert.deepStrictEqual(at("2026-04-15T11:30:00Z"), ["Success"])

  arrange(emulator, "set_choice", { name: "start_compared_by", value: "hour" })
  assert.deepStrictEqual(at("2026-04-15T11:00:00Z"), ["Success"])
})
