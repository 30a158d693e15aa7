import { assert, describe, it } from "vitest"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { addTagged, allocationsOf, sealTagged, type TaggedUnits } from "./addTagged.ts"

const of = (team: string, quantity: number) => ({ tags: [["team", team] as const], quantity })
const units = (quantity: number, ...tagged: ReadonlyArray<ReturnType<typeof of>>): TaggedUnits =>
  tagged.length === 0 ? { quantity } : { quantity, tagged }
const sum = (parts: ReadonlyArray<{ readonly quantity: number }>) =>
  parts.reduce((total, { quantity }) => total + quantity, 0)

describe("units with tags", () => {
  it.each([
    [units(2), units(3), units(5)],
    [units(2, of("a", 2)), units(3), units(5, of("a", 2))],
    [units(2), units(3, of("a", 2)), units(5, of("a", 2))],
    [units(2, of("a", 2)), units(3, of("a", 2)), units(5, of("a", 4))],
    [units(2, of("b", 2)), units(3, of("a", 3)), units(5, of("a", 3), of("b", 2))],
    [units(0), units(3, of("a", 3)), units(3, of("a", 3))]
  ])("add up by their tags: %j and %j", (left, right, wanted) => {
    assert.deepStrictEqual(addTagged(left, right), wanted)
  })

  it("keep as many sets of tags as a record may have, the largest", () => {
    const many = Array.from({ length: MeteringLimits.allocationsMax }, (_, i) => of(`team-${i}`, 2))

    const { quantity, tagged = [] } = addTagged(units(sum(many), ...many), units(1, of("small", 1)))

    assert.strictEqual(quantity, sum(many) + 1)
    assert.strictEqual(tagged.length, MeteringLimits.allocationsMax)
    assert.isFalse(tagged.some((part) => part.tags[0]?.[1] === "small"))
  })

  it.each([
    [5, units(5), units(5)],
    [5, units(5, of("a", 2)), units(5, of("a", 2))],
    [0, units(0), units(0)],
    [4, units(8, of("a", 4), of("b", 2)), units(4, of("a", 2), of("b", 1))],
    [1, units(8, of("a", 1)), units(1)]
  ])("are divided over what is reported: %j of %j", (quantity, given, wanted) => {
    assert.deepStrictEqual(sealTagged(quantity, given), wanted)
  })

  it.each([
    [units(5), []],
    [units(5, of("a", 5)), [of("a", 5)]],
    [units(5, of("a", 2), of("b", 2)), [{ tags: [], quantity: 1 }, of("a", 2), of("b", 2)]]
  ])("are allocated whole: %j", (given, wanted) => {
    assert.deepStrictEqual(allocationsOf(given), wanted)
  })

  it("of more sets than a record takes are all in its allocations", () => {
    const many = Array.from({ length: MeteringLimits.allocationsMax }, (_, i) => of(`team-${i}`, 2))

    const allocations = allocationsOf(sealTagged(sum(many) + 7, units(sum(many) + 7, ...many)))

    assert.strictEqual(allocations.length, MeteringLimits.allocationsMax)
    assert.strictEqual(sum(allocations), sum(many) + 7)
  })
})
