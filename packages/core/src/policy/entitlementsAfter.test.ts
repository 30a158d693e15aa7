import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import type { Agreement } from "../model/Agreement.ts"
import { Quantity } from "../model/Quantity.ts"
import { entitlementsAfter, type EntitlementsRead } from "./entitlementsAfter.ts"

const buyer = "111111111111"
const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
const license: Agreement = { _tag: "License", buyer, licenseArn }
const product: Agreement = { _tag: "Product", buyer }
const legacy: Agreement = { _tag: "Legacy", customerIdentifier: "X1" }
const row = { ProductCode: "product", Dimension: "seats", Value: { IntegerValue: 10 } }
const nothing: EntitlementsRead = { entitlements: [], pages: 0 }

const after = (answer: object, agreement: Agreement = product, read = nothing) =>
  entitlementsAfter(read, answer, { agreement, dimensions: ["seats"], productCode: "product" })

const valueIn = (Value: object) => {
  const read = Result.getOrThrow(after({ Entitlements: [{ ...row, Value }] }))
  const value = read.entitlements[0]?.value
  return value?._tag === "Quantity" ? Quantity.format(value.quantity) : value
}

describe("entitlementsAfter", () => {
  it.each([
    [{ IntegerValue: 10 }, "10"],
    [{ IntegerValue: 0 }, "0"],
    [{ DoubleValue: 1.1 }, "1.1"],
    [{ DoubleValue: 1e-7 }, "0.0000001"],
    [{ BooleanValue: false }, { _tag: "Flag", isGranted: false }],
    [
      { BooleanValue: true, IntegerValue: undefined, StringValue: null },
      { _tag: "Flag", isGranted: true }
    ],
    [{ StringValue: "" }, { _tag: "Text", text: "" }]
  ])("a value of %j is told exactly", (given, value) => {
    assert.deepEqual<unknown>(valueIn(given), value)
  })

  it.each([
    [{}],
    [{ IntegerValue: 1, DoubleValue: 2 }],
    [{ DoubleValue: 0.1 + 0.2 }],
    [{ DoubleValue: 2 ** 60 }],
    [{ ListValue: ["1"] }]
  ])("a value of %j makes the whole answer unusable", (Value) => {
    const answer = after({ Entitlements: [row, { ...row, Value }] })

    assert.strictEqual(detailOf(answer), "AWS tells of a value that is not known")
  })

  it("the end and the license are told, where AWS names them", () => {
    const ends = { ...row, ExpirationDate: 1_775_023_200, LicenseArn: licenseArn }
    const silent = { ...row, ExpirationDate: null, LicenseArn: null }

    const { entitlements } = Result.getOrThrow(after({ Entitlements: [ends, silent] }, license))

    assert.deepStrictEqual(
      entitlements.map((one) => [one.expiresAt && DateTime.formatIso(one.expiresAt), one.licenseArn]),
      [
        ["2026-04-01T06:00:00.000Z", licenseArn],
        [undefined, undefined]
      ]
    )
  })

  it.each([
    ["another product", product, { ProductCode: "other" }],
    ["another dimension", product, { Dimension: "GB" }],
    ["another buyer", product, { CustomerAWSAccountId: "222222222222" }],
    ["another license", license, { LicenseArn: "arn:aws:license-manager::294406891311:license:l-2" }],
    ["another identifier", legacy, { CustomerIdentifier: "X2" }],
    ["another buyer of an identifier", { ...legacy, buyer }, { CustomerAWSAccountId: "222222222222" }]
  ])("what tells of %s is not taken", (_, agreement, changes) => {
    const answer = after({ Entitlements: [row, { ...row, ...changes }] }, agreement)

    assert.strictEqual(detailOf(answer), "AWS tells of what nobody asked for")
  })

  it.each([
    ["all that is known", license, { CustomerAWSAccountId: buyer, LicenseArn: licenseArn }],
    [
      "the license in another spelling",
      license,
      { LicenseArn: licenseArn.replace("license:l", "license/l") }
    ],
    ["an identifier beside the account", product, { CustomerAWSAccountId: buyer, CustomerIdentifier: "X1" }],
    ["an account beside the identifier", legacy, { CustomerAWSAccountId: buyer, CustomerIdentifier: "X1" }],
    ["a license of its own", product, { LicenseArn: licenseArn }],
    ["nothing of the buyer", license, { CustomerAWSAccountId: "", LicenseArn: "" }]
  ])("what tells %s is taken", (_, agreement, changes) => {
    const read = Result.getOrThrow(after({ Entitlements: [{ ...row, ...changes }] }, agreement))

    assert.strictEqual(read.entitlements.length, 1)
  })

  it("every dimension is taken where none is named", () => {
    const query = { agreement: product, productCode: "product" }
    const answer = { Entitlements: [row, { ...row, Dimension: "GB" }] }

    const { entitlements } = Result.getOrThrow(entitlementsAfter(nothing, answer, query))

    assert.deepStrictEqual(
      entitlements.map(({ dimension }) => dimension),
      ["seats", "GB"]
    )
  })

  it.each([
    ["a list that is none", { Entitlements: "none" }],
    ["a row that is none", { Entitlements: [null] }],
    ["a row without a dimension", { Entitlements: [{ ...row, Dimension: "" }] }],
    ["a quantity as text", { Entitlements: [{ ...row, Value: { IntegerValue: "10" } }] }],
    ["an end that no clock has", { Entitlements: [{ ...row, ExpirationDate: 1e15 }] }],
    ["an end before all time", { Entitlements: [{ ...row, ExpirationDate: -1 }] }],
    ["a token that is none", { NextToken: 2 }]
  ])("%s is in no form that is known", (_, answer) => {
    assert.strictEqual(detailOf(after(answer)), "AWS tells of entitlements in a form that is not known")
  })

  it.each([{}, { Entitlements: null, NextToken: null }, { Entitlements: [], NextToken: "" }])(
    "%j is the end of nothing",
    (answer) => {
      assert.deepStrictEqual(Result.getOrThrow(after(answer)), { entitlements: [], pages: 1 })
    }
  )

  it("pages add up in their order, and an empty one may be followed by more", () => {
    const first = Result.getOrThrow(after({ Entitlements: [row], NextToken: "2" }))
    const second = Result.getOrThrow(after({ Entitlements: [], NextToken: "3" }, product, first))
    const last = { ...row, Value: { IntegerValue: 20 } }

    const third = Result.getOrThrow(after({ Entitlements: [last] }, product, second))

    assert.deepStrictEqual([first.nextToken, second.nextToken, third.nextToken], ["2", "3", undefined])
    assert.deepStrictEqual([third.entitlements.length, third.pages], [2, 3])
    assert.strictEqual(third.entitlements[0], first.entitlements[0])
  })

  it("the fortieth page is the last that is read", () => {
    const read = { entitlements: [], pages: 39 }

    assert.strictEqual(detailOf(after({ NextToken: "41" }, product, read)), "AWS tells of more than 40 pages")
    assert.strictEqual(Result.getOrThrow(after({}, product, read)).pages, 40)
    assert.isTrue(Result.isSuccess(after({ NextToken: "40" }, product, { entitlements: [], pages: 38 })))
  })
})

const detailOf = (answer: ReturnType<typeof after>): string | undefined =>
  Result.isFailure(answer) && answer.failure.reason._tag === "Unanswered"
    ? answer.failure.reason.detail
    : undefined
