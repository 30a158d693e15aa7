import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { compareCodePoints } from "./compareCodePoints.ts"

describe("compareCodePoints", () => {
  it("orders as the bytes of UTF-8 do, whatever the text", () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        assert.strictEqual(Math.sign(compareCodePoints(left, right)), compareBytes(left, right))
      }),
      { numRuns: 2_000 }
    )
  })

  it("orders a rare letter after one of JavaScript's higher units", () => {
    assert.isBelow(compareCodePoints("a\uFFFD", "a😀"), 0)
  })
})

const anyText = fc.string({ unit: fc.constantFrom("a", "b", "é", "\uFFFD", "😀", "𐀀"), maxLength: 4 })

const encoder = new TextEncoder()

const compareBytes = (left: string, right: string): number => {
  const [a, b] = [encoder.encode(left), encoder.encode(right)]
  const at = a.findIndex((byte, i) => byte !== b[i])
  return Math.sign(at < 0 ? a.length - b.length : at < b.length ? a[at]! - b[at]! : 1)
}
