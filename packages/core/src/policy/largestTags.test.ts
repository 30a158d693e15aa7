import { assert, describe, it } from "@effect/vitest"
import { HourUsage } from "../model/HourUsage.ts"
import { Quantity } from "../model/Quantity.ts"
import { quantity } from "../testing/builders.ts"
import { largestTags } from "./largestTags.ts"

describe("largestTags", () => {
  it("leaves usage of 2 500 sets of tags as it is", () => {
    const usage = HourUsage.of(runs(2_500, () => "1.5"))

    assert.strictEqual(largestTags(usage), usage)
  })

  it("counts the smallest beyond 2 500 as untagged, taken back ones first, and loses nothing", () => {
    const untagged = { tags: [], quantity: quantity("7") }
    const usage = HourUsage.of([
      untagged,
      ...runs(2_503, (i) => (i === 5 ? "-2" : i === 9 ? "0.1" : i === 2_000 ? "0.2" : "1"))
    ])

    const kept = largestTags(usage)

    const names = new Set(kept.tagged.map(({ tags }) => tags[0]?.[1]))
    assert.strictEqual(kept.quantity, usage.quantity)
    assert.strictEqual(HourUsage.untagged(kept), quantity("5.3"))
    assert.deepStrictEqual(
      ["00005", "00009", "02000"].map((name) => names.has(name)),
      [false, false, false]
    )
    assert.strictEqual(kept.tagged.length, 2_500)
  })

  it("keeps the first in the order of their text, of those of one size", () => {
    const kept = largestTags(HourUsage.of(runs(2_501, () => "1")))

    assert.strictEqual(kept.tagged.at(-1)?.tags[0]?.[1], "02499")
    assert.strictEqual(HourUsage.untagged(kept), Quantity.ofUnits(1))
  })
})

const runs = (count: number, sizeOf: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => ({
    tags: [["run", String(i).padStart(5, "0")]] as const,
    quantity: quantity(sizeOf(i))
  }))
