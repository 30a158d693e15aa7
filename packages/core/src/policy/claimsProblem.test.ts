import { DateTime } from "effect"
import { assert, describe, it } from "vitest"
import { UsageRegistration } from "../model/UsageRegistration.ts"
import { claimsProblem } from "./claimsProblem.ts"

const registration = UsageRegistration.make({ productCode: "pod", publicKeyVersion: 2, nonce: "the-nonce" })
const asked = DateTime.makeUnsafe("2026-03-10T12:20:00.900Z")
const answered = DateTime.makeUnsafe("2026-03-10T12:20:02Z")
const seconds = Date.parse("2026-03-10T12:20:00Z") / 1000
const right = { productCode: "pod", publicKeyVersion: 2, nonce: "the-nonce", iat: seconds }
const problemOf = (changes: Record<string, unknown>) =>
  claimsProblem({ ...right, ...changes }, { registration, asked, answered })

const another = "it is about another product"
const version = "it names another version of the key"
const nonce = "it answers another question: the nonce is not the one that was sent"
const timeless = "it does not say when it was issued"
const otherTime = "it was issued at another time than now by the clock of this machine"

describe("claims answer a registration", () => {
  it.each([seconds, seconds + 2, seconds - 300, seconds + 302, seconds + 302.9])(
    "that names its product, key version and nonce, as far as clocks may be apart: at %d",
    (iat) => {
      assert.isUndefined(problemOf({ iat }))
    }
  )

  it.each([
    ["another product", { productCode: "other" }, another],
    ["no product", { productCode: undefined }, another],
    ["another version", { publicKeyVersion: 1 }, version],
    ["a version as text", { publicKeyVersion: "2" }, version],
    ["another nonce", { nonce: "another" }, nonce],
    ["no nonce", { nonce: undefined }, nonce],
    ["no time", { iat: undefined }, timeless],
    ["a time as text", { iat: String(seconds) }, timeless],
    ["no number", { iat: Number.NaN }, timeless],
    ["a time without end", { iat: Infinity }, timeless],
    ["long ago", { iat: seconds - 301 }, otherTime],
    ["a moment too long ago", { iat: seconds - 300.1 }, otherTime],
    ["from the future", { iat: seconds + 303 }, otherTime],
    ["in milliseconds", { iat: seconds * 1000 }, otherTime]
  ])("but not with %s, and is told so without a secret", (_, changes, problem) => {
    assert.strictEqual(problemOf(changes), problem)
  })
})
