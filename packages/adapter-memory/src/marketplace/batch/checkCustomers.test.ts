import { assert, it } from "vitest"
import {
  aLicenseRecord,
  alice,
  aMarketplace,
  aRecord,
  bob,
  meter,
  verdictOf,
  aMarketplaceWithBob
} from "../testing/aMarketplace.ts"

it("rule 14: a record names its buyer in exactly one form", () => {
  const records = [
    aRecord({ CustomerAWSAccountId: alice, CustomerIdentifier: "alice-id" }),
    aRecord({ CustomerAWSAccountId: undefined }),
    aRecord({ CustomerIdentifier: "" })
  ]

  for (const record of records) {
    assert.strictEqual(verdictOf(meter(aMarketplace(), [record])), "InvalidCustomerIdentifierException")
  }
})

it("rule 14: a record with a license names no CustomerIdentifier, unless chosen otherwise", () => {
  const record = aLicenseRecord({ CustomerIdentifier: "alice-id" })
  const lenient = aMarketplace({ choices: { customer_identifier_with_license: "accept" } })

  const refusal = meter(aMarketplace(), [record], { productCode: null })
  const answer = meter(lenient, [record], { productCode: null })

  assert.strictEqual(verdictOf(refusal), "InvalidCustomerIdentifierException")
  assert.deepStrictEqual(verdictOf(answer), ["Success"])
})

it("rule 15: a CustomerIdentifier that was never issued refuses the request, unless chosen otherwise", () => {
  const record = aRecord({ CustomerIdentifier: "stranger" })
  const lenient = aMarketplace({ choices: { unknown_customer_identifier: "CustomerNotSubscribed" } })

  assert.strictEqual(verdictOf(meter(aMarketplace(), [record])), "InvalidCustomerIdentifierException")
  assert.deepStrictEqual(verdictOf(meter(lenient, [record])), ["CustomerNotSubscribed"])
})

it("rule 15: an account without an agreement is not subscribed, unless chosen otherwise", () => {
  const record = aRecord({ CustomerAWSAccountId: bob })
  const strict = aMarketplaceWithBob({ choices: { unknown_account: "InvalidCustomerIdentifierException" } })

  assert.deepStrictEqual(verdictOf(meter(aMarketplaceWithBob(), [record])), ["CustomerNotSubscribed"])
  assert.strictEqual(verdictOf(meter(strict, [record])), "InvalidCustomerIdentifierException")
})

it("rule 15: an account of eleven digits refuses the request, unless chosen otherwise", () => {
  const record = aRecord({ CustomerAWSAccountId: "12345678901" })
  const lenient = aMarketplace({ choices: { malformed_account: "CustomerNotSubscribed" } })

  assert.strictEqual(verdictOf(meter(aMarketplace(), [record])), "InvalidCustomerIdentifierException")
  assert.deepStrictEqual(verdictOf(meter(lenient, [record])), ["CustomerNotSubscribed"])
})
