import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { MeteringPolicy } from "./MeteringPolicy.ts"
import { nearestName } from "./nearestName.ts"

describe("nearestName", () => {
  it("a known name with one slip of the pen is found again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), anyLetter, anySlip, (name, n, letter, slip) => {
        const at = n % name.length
        const misspelt = slip(name, at, letter)

        assert.strictEqual(nearestName(misspelt, known), name)
      })
    )
  })

  it("the answer is one of the known names or none, whatever is asked, and at once", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "binary" }), (name) => {
        const nearest = nearestName(name, known)

        assert.isTrue(nearest === undefined || known.includes(nearest))
      })
    )
  })

  it("letters too many are forgiven up to two, or to a third of what was written", () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat({ max: 12 }), (name, letters) => {
        const written = name + "#".repeat(letters)

        const nearest = nearestName(written, [name])

        assert.strictEqual(nearest !== undefined, letters <= Math.max(2, written.length / 3))
      }),
      { numRuns: 1_000 }
    )
  })

  it("two wrong letters of a short name are forgiven, and three are not", () => {
    const nearest = ["xxte", "xxxe"].map((name) => nearestName(name, ["late"]))

    assert.deepStrictEqual(nearest, ["late", undefined])
  })

  it("a name of 64 letters is looked for, and a longer one is not", () => {
    const long = "n".repeat(64)

    const nearest = [long, `${long}n`].map((name) => nearestName(name, [long]))

    assert.deepStrictEqual(nearest, [long, undefined])
  })

  it.each([
    ["alowedLateness", "allowedLateness"],
    ["ALLOWEDLATENESS", "allowedLateness"],
    ["lateness", undefined],
    ["grace", undefined],
    ["safetymargin", "safetyMargin"],
    ["x".repeat(10_000), undefined]
  ])("%s most likely stands for %s", (name, wanted) => {
    assert.strictEqual(nearestName(name, known), wanted)
  })

  it("among no names none is near", () => {
    assert.isUndefined(nearestName("late", []))
  })
})

const known = Object.keys(MeteringPolicy)

const anyLetter = fc.constantFrom(..."abcxyz".split(""))

const anySlip = fc.constantFrom<(name: string, at: number, letter: string) => string>(
  (name, at) => name.slice(0, at) + name.slice(at + 1),
  (name, at, letter) => name.slice(0, at) + letter + name.slice(at + 1),
  (name, at, letter) => name.slice(0, at) + letter + name.slice(at)
)
