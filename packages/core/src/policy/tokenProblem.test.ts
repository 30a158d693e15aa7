import { assert, describe, it } from "@effect/vitest"
import { tokenProblem } from "./tokenProblem.ts"

describe("tokenProblem", () => {
  it.each(["a", "aGVsbG8+d29ybGQ=", "!~", "x".repeat(16_384)])(
    "a token of AWS's letters is for AWS to judge",
    (token) => {
      assert.isUndefined(tokenProblem(token))
    }
  )

  it.each([
    ["nothing", undefined, "there is no token"],
    ["no text", "", "there is no token"],
    ["a number", 7, "there is no token"],
    ["an object", {}, "there is no token"],
    ["one letter too many", "x".repeat(16_385), "the token has more than 16384 characters"],
    ["a space", "a b", "the token has spaces in it, as if its form had been decoded twice"],
    ["a line", "a\nb", "the token has spaces in it, as if its form had been decoded twice"],
    ["another script", "aé", "the token has characters that AWS does not use"],
    ["another script at first", "éa", "the token has characters that AWS does not use"],
    ["a control character", "a\u0007", "the token has characters that AWS does not use"]
  ])("%s is said to be wrong, and not shown", (_, token, problem) => {
    assert.strictEqual(tokenProblem(token), problem)
  })
})
