import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { anyTags } from "../../test/usageEvents.ts"
import { HourUsage } from "../model/HourUsage.ts"
import { Quantity } from "../model/Quantity.ts"
import { quantity } from "../testing/builders.ts"
import { scaleUsage } from "./scaleUsage.ts"

describe("scaleUsage", () => {
  it("tags and what is untagged add up to the quantity that is wanted, and none is negative", () => {
    fc.assert(
      fc.property(anyUsage, anyParts, (usage, parts) => {
        const wanted = Quantity.ofParts(parts)

        const scaled = scaleUsage(usage, wanted)

        assert.strictEqual(scaled.quantity, wanted)
        const amounts = [HourUsage.untagged(scaled), ...scaled.tagged.map((part) => part.quantity)]
        assert.strictEqual(Quantity.sum(amounts), wanted)
        if (wanted !== usage.quantity) assert.isTrue(amounts.every((amount) => amount >= 0n))
      }),
      { numRuns: 500 }
    )
  })

  it("each set of tags keeps its proportion, to less than 10⁻¹² units", () => {
    fc.assert(
      fc.property(anyPositiveUsage, anyParts, (usage, parts) => {
        if (usage.quantity === Quantity.zero) return

        const scaled = scaleUsage(usage, Quantity.ofParts(parts))

        for (const { quantity: before, tags } of usage.tagged) {
          const after = scaled.tagged.find((part) => part.tags.join() === tags.join())?.quantity ?? 0n
          const error = after * usage.quantity - parts * before
          assert.isTrue(error < usage.quantity && error > -usage.quantity)
        }
      })
    )
  })

  it("the whole is left as it is, and nothing of it is nothing", () => {
    const usage = HourUsage.of([
      { tags: [["team", "a"]], quantity: quantity("2") },
      { tags: [], quantity: quantity("1") }
    ])

    assert.deepStrictEqual(scaleUsage(usage, quantity("3")), usage)
    assert.deepStrictEqual(scaleUsage(usage, Quantity.zero), HourUsage.none)
  })

  it("the whole keeps also what late events took back from some tags, a part of it does not", () => {
    const tagged = [
      { tags: [["team", "a"]] as const, quantity: quantity("-1") },
      { tags: [["team", "b"]] as const, quantity: quantity("2") }
    ]
    const usage = { quantity: quantity("3"), tagged }

    assert.deepStrictEqual(scaleUsage(usage, quantity("3")), usage)
    assert.deepStrictEqual(scaleUsage(usage, quantity("2")), {
      quantity: quantity("2"),
      tagged: [{ tags: [["team", "b"]], quantity: quantity("1") }]
    })
  })
})

const usageOf = (min: number) =>
  fc
    .array(fc.record({ tags: anyTags, quantity: fc.integer({ min, max: 1_000_000 }).map(BigInt) }), {
      maxLength: 5
    })
    .map((parts) =>
      HourUsage.of(parts.map(({ quantity: amount, tags }) => ({ tags, quantity: Quantity.ofParts(amount) })))
    )

const anyUsage = usageOf(-1_000)
const anyPositiveUsage = usageOf(0)
const anyParts = fc.bigInt({ min: 0n, max: 10n ** 15n })
