import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { anyTags } from "../../test/usageEvents.ts"
import { quantity } from "../testing/builders.ts"
import { HourUsage } from "./HourUsage.ts"
import { Quantity } from "./Quantity.ts"
import { Tags } from "./Tags.ts"

describe("HourUsage", () => {
  it("adding is associative and commutative, nothing changes nothing, and subtracting undoes it", () => {
    fc.assert(
      fc.property(anyUsage, anyUsage, anyUsage, (a, b, c) => {
        assert.deepStrictEqual(HourUsage.add(HourUsage.add(a, b), c), HourUsage.add(a, HourUsage.add(b, c)))
        assert.deepStrictEqual(HourUsage.add(a, b), HourUsage.add(b, a))
        assert.deepStrictEqual(HourUsage.add(a, HourUsage.none), a)
        assert.deepStrictEqual(HourUsage.subtract(HourUsage.add(a, b), b), a)
        assert.isTrue(HourUsage.isNone(HourUsage.subtract(a, a)))
      })
    )
  })

  it("each set of tags stands once, in the order of its text, and never with nothing", () => {
    fc.assert(
      fc.property(anyUsage, anyUsage, (a, b) => {
        const { tagged } = HourUsage.add(a, b)

        const texts = tagged.map(({ tags }) => Tags.format(tags))
        assert.deepStrictEqual(texts, [...new Set(texts)].toSorted())
        assert.isTrue(tagged.every((part) => part.tags.length > 0 && part.quantity !== Quantity.zero))
      })
    )
  })

  it("what is tagged and what is not add up to the whole", () => {
    fc.assert(
      fc.property(anyUsage, (usage) => {
        const parts = [HourUsage.untagged(usage), ...usage.tagged.map((part) => part.quantity)]

        assert.strictEqual(Quantity.sum(parts), usage.quantity)
      })
    )
  })

  it("parts that cancel out are usage still while their tags differ", () => {
    const moved = HourUsage.of([
      { tags: [["team", "a"]], quantity: quantity("1") },
      { tags: [["team", "b"]], quantity: quantity("-1") }
    ])

    assert.strictEqual(moved.quantity, Quantity.zero)
    assert.isFalse(HourUsage.isNone(moved))
  })

  it("usage without tags is usage", () => {
    const untagged = HourUsage.of([{ tags: [], quantity: quantity("0.000000000001") }])

    assert.isFalse(HourUsage.isNone(untagged))
    assert.isTrue(HourUsage.isNone(HourUsage.none))
  })
})

const anyUsage = fc
  .array(
    fc.record({
      tags: anyTags,
      quantity: fc.integer({ min: -3, max: 3 }).map((units) => Quantity.ofUnits(units))
    }),
    { maxLength: 5 }
  )
  .map(HourUsage.of)
