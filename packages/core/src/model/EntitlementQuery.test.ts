import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { EntitlementQuery } from "./EntitlementQuery.ts"

const query = { productCode: "product", agreement: { _tag: "Legacy", customerIdentifier: "X1" } }

describe("EntitlementQuery", () => {
  it.each([query, { ...query, dimensions: ["seats"] }])("%j is a question", (given) => {
    assert.isTrue(Schema.is(EntitlementQuery)(given))
  })

  it.each([
    {},
    { ...query, productCode: "" },
    { ...query, productCode: "x".repeat(256) },
    { ...query, agreement: { _tag: "Product", buyer: "1" } },
    { ...query, dimensions: [] },
    { ...query, dimensions: [""] }
  ])("%j is none", (given) => {
    assert.isFalse(Schema.is(EntitlementQuery)(given))
  })
})
