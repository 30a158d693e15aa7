import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { customerFrom } from "./customerFrom.ts"

const buyer = "111111111111"
const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c3d4e"
const answer = { CustomerAWSAccountId: buyer, ProductCode: "product" }

describe("customerFrom", () => {
  it.each([
    ["by license", { LicenseArn: licenseArn }, { _tag: "License", buyer, licenseArn }],
    [
      "by license, though it has an older identifier",
      { CustomerIdentifier: "X", LicenseArn: licenseArn },
      { _tag: "License", buyer, licenseArn }
    ],
    ["by account", {}, { _tag: "Product", buyer }],
    [
      "by account, where the rest is empty",
      { CustomerIdentifier: "", LicenseArn: "" },
      { _tag: "Product", buyer }
    ],
    [
      "by an older identifier, with the account",
      { CustomerIdentifier: "X" },
      { _tag: "Legacy", customerIdentifier: "X", buyer }
    ],
    [
      "by an older identifier alone",
      { CustomerAWSAccountId: undefined, CustomerIdentifier: "X" },
      { _tag: "Legacy", customerIdentifier: "X" }
    ]
  ])("a buyer is known %s", (_, given, agreement) => {
    const customer = Result.getOrThrow(customerFrom({ ...answer, ...given }))

    assert.deepStrictEqual<unknown>({ ...customer.agreement }, agreement)
    assert.strictEqual(customer.productCode, "product")
  })

  it.each([
    ["nobody", { ProductCode: "product" }, "AWS names no buyer"],
    ["a license of nobody", { LicenseArn: licenseArn, ProductCode: "product" }, "AWS names no buyer"],
    ["an account that is a number", { ...answer, CustomerAWSAccountId: 111111111111 }, "AWS names no buyer"],
    [
      "an account of eleven digits",
      { ...answer, CustomerAWSAccountId: "11111111111" },
      "AWS names a buyer or a product in a form that is not known"
    ],
    [
      "no product",
      { CustomerAWSAccountId: buyer },
      "AWS names a buyer or a product in a form that is not known"
    ]
  ])("an answer that names %s cannot be used", (_, given, detail) => {
    const error = Result.getOrThrow(Result.flip(customerFrom(given)))

    assert.strictEqual(error.reason._tag, "Unanswered")
    assert.strictEqual(error.reason.detail, detail)
    assert.strictEqual(error.reason.operation, "ResolveCustomer")
  })
})
