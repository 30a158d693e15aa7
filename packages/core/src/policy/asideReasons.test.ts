import { assert, describe, it } from "@effect/vitest"
import { asideReasons } from "./asideReasons.ts"

describe("asideReasons", () => {
  it("what a person can still bill is held, and what nobody can is written off", () => {
    const { rounded, ...others } = asideReasons

    const tags = Object.entries({ ...others, rounded: rounded({ fraction: "down" }) }).map(
      ([name, { _tag }]) => [name, _tag]
    )

    assert.deepStrictEqual(Object.fromEntries(tags), {
      otherProduct: "Held",
      rounded: "WrittenOff",
      takenBack: "WrittenOff",
      tooMuch: "Held",
      unknownMeter: "Held"
    })
  })

  it("what is lost by rounding says which way the meter rounds", () => {
    assert.strictEqual(
      asideReasons.rounded({ fraction: "nearest" }).reason,
      "Rounded: fractions of this meter go nearest"
    )
  })
})
