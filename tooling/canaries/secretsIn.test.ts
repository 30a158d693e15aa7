import { makeMarketplaceEmulator } from "@tallyhour/adapter-memory"
import { assert, describe, it } from "vitest"
import { canaries } from "./canaries.ts"
import { secretsIn } from "./secretsIn.ts"

describe("a secret is found", () => {
  it.each(Object.entries(canaries))("that is planted as %s, by its name", (name, secret) => {
    assert.deepStrictEqual(secretsIn(`a ${secret}, and once more ${secret}`).map(lowered), [name])
    assert.deepStrictEqual(secretsIn(encodeURIComponent(secret)).map(lowered), [name])
  })

  it.each(["", "a", "ab", "abc", "user:"])("in base64, after %j", (before) => {
    const encoded = Buffer.from(`${before}${canaries.secretAccessKey}`).toString("base64")

    assert.deepStrictEqual(secretsIn(encoded), ["a canary in base64"])
  })

  it("in hexadecimal", () => {
    assert.deepStrictEqual(secretsIn(Buffer.from(canaries.signature).toString("hex")), [
      "a canary in hexadecimal"
    ])
  })

  it("that the emulator has issued, as it is and in a form", () => {
    const emulator = makeMarketplaceEmulator()
    emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
    emulator.control("seed_customer", { account_id: "111111111111", product_code: "4ml54db8vrmju" })
    const { token } = Object(
      emulator.control("issue_token", { account_id: "111111111111", product_code: "4ml54db8vrmju" }).body
    )

    assert.deepStrictEqual(secretsIn(`token ${token}.`), ["an issued registration token"])
    assert.deepStrictEqual(secretsIn(new URLSearchParams({ token }).toString()), [
      "an issued registration token in a form"
    ])
  })

  it("in what signs a request or a registration", () => {
    assert.deepStrictEqual(secretsIn(`SignedHeaders=host, Signature=${"0a".repeat(32)}`), [
      "the signature of a request"
    ])
    assert.deepStrictEqual(secretsIn(`eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(80)}`), [
      "a signed registration"
    ])
  })

  it("nowhere else", () => {
    const innocent = "AKIDEXAMPLE 111111111111 arn:aws:sns:us-east-1:111111111111:topic Signature=… canary"

    assert.deepStrictEqual(secretsIn(innocent), [])
  })
})

const lowered = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`
