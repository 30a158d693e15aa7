import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { UsageRegistration } from "./UsageRegistration.ts"

const right = { nonce: "n", productCode: "4ml54db8vrmju", publicKeyVersion: 1 }

describe("UsageRegistration", () => {
  it.each<[string, boolean, Partial<Record<keyof UsageRegistration, unknown>>]>([
    ["what AWS takes", true, {}],
    ["a nonce of 255 letters", true, { nonce: "n".repeat(255) }],
    ["a longer nonce", false, { nonce: "n".repeat(256) }],
    ["no nonce", false, { nonce: "" }],
    ["a later version of the key", true, { publicKeyVersion: 7 }],
    ["a version before the first", false, { publicKeyVersion: 0 }],
    ["half a version", false, { publicKeyVersion: 1.5 }],
    ["the id of a product", false, { productCode: "prod-4ml54db8vrmju" }]
  ])("whether %s can be asked: %s", (_, canBe, change) => {
    const asked: unknown = { ...right, ...change }

    assert.strictEqual(Schema.is(Schema.Struct(UsageRegistration.fields))(asked), canBe)
  })
})
