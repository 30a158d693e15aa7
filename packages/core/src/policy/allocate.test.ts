import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { leasedRecord } from "../../test/leasedRecord.ts"
import type { Allocation } from "../model/Allocation.ts"
import { HourUsage, type TaggedUsage } from "../model/HourUsage.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import { Tags } from "../model/Tags.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import { quantity } from "../testing/builders.ts"
import { allocate } from "./allocate.ts"
import { batchRequest } from "./batchRequest.ts"

describe("allocate", () => {
  it("allocations add up to the units, each is positive, and no set of tags stands twice, none included", () => {
    fc.assert(
      fc.property(anyUnits, anyUsage, (units, usage) => {
        const allocations = allocate(units, usage)

        if (allocations.length === 0) return
        assert.strictEqual(total(allocations), units)
        assert.isTrue(allocations.every((one) => Number.isInteger(one.quantity) && one.quantity > 0))
        const texts = allocations.flatMap(({ tags }) => (tags.length === 0 ? [] : Tags.format(tags)))
        assert.deepStrictEqual(texts, [...new Set(texts)].toSorted())
        assert.isTrue(texts.length >= Math.max(1, allocations.length - 1))
      }),
      { numRuns: 500 }
    )
  })

  it("a record names five keys at most, in any of its allocations", () => {
    fc.assert(
      fc.property(anyUnits, anyUsage, (units, usage) => {
        const keys = allocate(units, usage).flatMap(({ tags }) => tags.map(([key]) => key))

        assert.isAtMost(new Set(keys).size, MeteringLimits.tagsMax)
      })
    )
  })

  it("the keys with the most usage are kept, and what only the others tell apart is put together", () => {
    const tagged = ["a", "b", "c", "d", "e", "f"].map((key, i) => part([[key, "1"]], String(i + 1)))

    const allocations = allocate(21, HourUsage.of(tagged))

    assert.deepStrictEqual(shown(allocations), ["1", "b=1 2", "c=1 3", "d=1 4", "e=1 5", "f=1 6"])
  })

  it("each share is within one unit of its exact proportion", () => {
    fc.assert(
      fc.property(anyUnits, anyFewKeys, (units, usage) => {
        const shares = new Map(allocate(units, usage).map((one) => [Tags.format(one.tags), one.quantity]))
        if (shares.size === 0) return

        const parts = [...usage.tagged, { tags: [], quantity: HourUsage.untagged(usage) }]
        for (const { quantity: used, tags } of parts) {
          const error = BigInt(shares.get(Tags.format(tags)) ?? 0) * usage.quantity - BigInt(units) * used
          assert.isTrue(error < usage.quantity && error > -usage.quantity)
        }
      })
    )
  })

  it("the order in which usage came in changes nothing", () => {
    fc.assert(
      fc.property(anyUnits, anyParts, fc.nat(), (units, parts, n) => {
        const at = n % (parts.length + 1)
        const turned = [...parts.slice(at), ...parts.slice(0, at)].toReversed()

        assert.deepStrictEqual(allocate(units, HourUsage.of(turned)), allocate(units, HourUsage.of(parts)))
      })
    )
  })

  it("usage without tags, or no units, is allocated to nobody", () => {
    const tagged = HourUsage.of([part([["team", "a"]], "3")])

    assert.deepStrictEqual(allocate(7, { quantity: quantity("7"), tagged: [] }), [])
    assert.deepStrictEqual(allocate(0, tagged), [])
  })

  it("what late events took back from some tags is no share of theirs", () => {
    const usage = HourUsage.of([part([["team", "a"]], "-2"), part([["team", "b"]], "6"), part([], "1")])

    assert.deepStrictEqual(shown(allocate(7, usage)), ["1", "team=b 6"])
  })

  it("units of which only untagged usage is left need no allocations", () => {
    const usage = HourUsage.of([part([["team", "a"]], "-2"), part([], "6")])

    assert.deepStrictEqual(allocate(4, usage), [])
  })

  it("more sets of tags than AWS takes: the smallest go into the allocation without tags", () => {
    const tagged = Array.from({ length: 10_000 }, (_, i) => part([["user", `u${i}`]], `${i + 1}`))
    const units = 1_000_000_000

    const allocations = allocate(units, HourUsage.of([part([], "5"), ...tagged]))

    const named = allocations.filter(({ tags }) => tags.length > 0)
    assert.strictEqual(total(allocations), units)
    assert.strictEqual(allocations.length, MeteringLimits.allocationsMax)
    assert.deepStrictEqual(allocations[0]?.tags, [])
    assert.isTrue(named.every(({ tags: [tag] }) => Number(tag?.[1].slice(1)) >= 10_000 - named.length))
  })

  it.each([
    [2_498, 0],
    [2_499, 0],
    [2_500, 1],
    [2_501, 2]
  ])("of %i sets of tags with equal usage, the last %i by their text have no allocation", (sets, last) => {
    const names = Array.from({ length: sets }, (_, i) => `u${i}`.padEnd(6, "x")).toSorted()
    const tagged = names.map((name) => part([["user", name]], "1"))

    const allocations = allocate(sets, HourUsage.of(tagged.toReversed()))

    assert.deepStrictEqual(shown(allocations), [
      ...(last === 0 ? [] : [`${last}`]),
      ...names.slice(0, sets - last).map((name) => `user=${name} 1`)
    ])
  })

  it("of keys with equal usage the first five by their text are kept", () => {
    const together = [["a", "1"] as const, ["z", "1"] as const]
    const tagged = [part(together, "1"), ...["e", "d", "c", "b"].map((key) => part([[key, "1"]], "1"))]

    const allocations = allocate(5, HourUsage.of(tagged))

    assert.deepStrictEqual(shown(allocations), ["a=1 1", "b=1 1", "c=1 1", "d=1 1", "e=1 1"])
  })

  it.each([
    [155, 495, 0],
    [156, 494, 1]
  ])("the smallest set of tags, with a value of %i letters, leaves %i sets and %i untagged", (...edge) => {
    const [letters, sets, untagged] = edge
    // 494 sets of 1 980 bytes, and one that makes them 979 999 or 980 000 altogether.
    const tags = (value: string, last = value): Tags =>
      ["a", "b", "c", "d", "e"].map((key) => [key.repeat(100), key === "e" ? last : value] as const)
    const full = (i: number) => `${i}`.padStart(MeteringLimits.tagValueMax, "v")
    const tagged = Array.from({ length: 494 }, (_, i) => part(tags(full(i)), "2"))

    const allocations = allocate(
      989,
      HourUsage.of([...tagged, part(tags(full(0), "w".repeat(letters)), "1")])
    )

    const withoutTags = allocations.filter((one) => one.tags.length === 0)
    assert.strictEqual(allocations.length - withoutTags.length, sets)
    assert.strictEqual(total(withoutTags), untagged)
  })

  it("however many and long the tags are, the record fits into a request", () => {
    const key = (n: number) => `${n}`.padEnd(MeteringLimits.tagKeyMax, "k")
    const value = (n: number) => `${n}`.padEnd(MeteringLimits.tagValueMax, "v")
    const tagged = Array.from({ length: 10_000 }, (_, i) =>
      part(
        [0, 1, 2, 3, 4].map((n) => [key(n), value(i * 5 + n)] as const),
        `${i + 1}`
      )
    )

    const allocations = allocate(MeteringLimits.quantityMax, HourUsage.of(tagged))

    const agreement = { _tag: "Legacy", customerIdentifier: "é".repeat(255) } as const
    const { record } = leasedRecord({ agreement, dimension: "é".repeat(255), productCode: "p".repeat(255) })
    const large = UsageRecord.make({ ...record, quantity: MeteringLimits.quantityMax, allocations })
    assert.isBelow(bytesOf(large), MeteringLimits.requestBytes)
    assert.isAbove(bytesOf(large), MeteringLimits.requestBytes * 0.9)
    assert.strictEqual(total(allocations), MeteringLimits.quantityMax)
  })
})

const bytesOf = (record: UsageRecord): number => Buffer.byteLength(JSON.stringify(batchRequest([record])))

const total = (allocations: ReadonlyArray<Allocation>): number =>
  allocations.reduce((sum, one) => sum + one.quantity, 0)

const part = (tags: Tags, used: string): TaggedUsage => ({ tags, quantity: quantity(used) })

const shown = (allocations: ReadonlyArray<Allocation>) =>
  allocations.map(({ quantity: units, tags }) =>
    [...tags.map(([key, value]) => `${key}=${value}`), units].join(" ")
  )

const anyUnits = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: MeteringLimits.quantityMax }))

const partsOf = (keys: ReadonlyArray<string>, min: number) =>
  fc.array(
    fc.record({
      tags: fc
        .tuple(fc.subarray([...keys], { maxLength: 5 }), fc.constantFrom("1", "2"))
        .map(([some, value]): Tags => some.map((key) => [key, value] as const)),
      quantity: fc.bigInt({ min: BigInt(min), max: 10n ** 15n }).map(Quantity.ofParts)
    }),
    { maxLength: 30 }
  )

const anyParts = partsOf(["a", "b", "c", "d", "e", "f", "g", "h"], -1_000)
const anyUsage = anyParts.map(HourUsage.of)
const anyFewKeys = partsOf(["a", "b", "c", "d", "e"], 0).map(HourUsage.of)
