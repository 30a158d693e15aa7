import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { at, quantity } from "../testing/builders.ts"
import { Entitlement } from "./Entitlement.ts"

const seats = {
  productCode: "product",
  dimension: "seats",
  value: { _tag: "Quantity", quantity: quantity("10") }
} as const

describe("Entitlement", () => {
  it("has a product, a dimension and a value, and an end and a license where there are any", () => {
    const whole = { ...seats, expiresAt: at("2026-07-01T00:00:00Z"), licenseArn: "arn" } as const

    assert.deepStrictEqual<unknown>({ ...Entitlement.make(whole) }, whole)
    assert.deepStrictEqual<unknown>({ ...Entitlement.make(seats) }, seats)
  })

  it.each([
    ["no product", { productCode: "" }],
    ["no dimension", { dimension: "" }],
    ["an empty license", { licenseArn: "" }],
    ["a value of another kind", { value: { _tag: "List" } }],
    ["a number for a quantity", { value: { _tag: "Quantity", quantity: 10 } }]
  ])("is none with %s", (_, changes) => {
    assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(Entitlement)({ ...seats, ...changes })))
  })
})
