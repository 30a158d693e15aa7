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

describe("claims answer a registration", () => {
  it("that names its product, key version and nonce, as far as clocks may be apart", () => {
    const issued = [seconds, seconds + 2, seconds - 300, seconds + 302]

    assert.deepStrictEqual(
      issued.map((iat) => problemOf({ iat })),
      issued.map(() => undefined)
    )
  })

  it.each([
    ["another product", { productCode: "other" }],
    ["no product", { productCode: undefined }],
    ["another version", { publicKeyVersion: 1 }],
    ["a version as text", { publicKeyVersion: "2" }],
    ["another nonce", { nonce: "another" }],
    ["no nonce", { nonce: undefined }],
    ["no time", { iat: undefined }],
    ["a time as text", { iat: String(seconds) }],
    ["no number", { iat: Number.NaN }],
    ["long ago", { iat: seconds - 301 }],
    ["from the future", { iat: seconds + 303 }],
    ["in milliseconds", { iat: seconds * 1000 }]
  ])("but not with %s, and no secret is told", (_, changes) => {
    const problem = problemOf(changes)

    assert.isString(problem)
    assert.notInclude(problem, "the-nonce")
  })
})
