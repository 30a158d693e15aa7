import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Customer } from "./Customer.ts"

const customer = { productCode: "product-1", agreement: { _tag: "Product", buyer: "111111111111" } }

describe("Customer", () => {
  it("is a product and an agreement", () => {
    assert.deepStrictEqual<unknown>({ ...decode(customer) }, customer)
  })

  it.each([
    ["no product", { productCode: "" }],
    ["a product that is a number", { productCode: 7 }],
    ["no agreement", { agreement: undefined }],
    ["an agreement of an account of eleven digits", { agreement: { _tag: "Product", buyer: "11111111111" } }]
  ])("with %s there is none", (_, changes) => {
    assert.throws(() => decode({ ...customer, ...changes }))
  })
})

const decode = Schema.decodeUnknownSync(Customer)
