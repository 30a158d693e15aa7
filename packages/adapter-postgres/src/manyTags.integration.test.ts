import { memoryStore } from "@tallyhour/adapter-memory"
import { allocate, HourUsage, largestTags, Quantity, type Tags, type UsageEvent } from "@tallyhour/core"
import { quantity } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import { assert, describe, it } from "vitest"
import { append, leaseDue, link, sealDue, usage } from "../test/steps.ts"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

// As AWS writes them; the untagged part is one of the allocations.
const allocationsMax = 2_500

describe.skipIf(database.isMissing)("an hour with more sets of tags than a record takes", () => {
  it.each([
    ["of one key", 3_000, (i: number): Tags => [["team", `team ${i}`]]],
    [
      "with usage of their own size, half of it alike",
      4_000,
      (i: number): Tags => [["team", `${i % 3_000}`]]
    ],
    [
      "of two keys each",
      2_600,
      (i: number): Tags => [
        ["app", `${i % 7}`],
        ["team", `${i}`]
      ]
    ],
    ["just as many as it takes, and one", 2_501, (i: number): Tags => [["team", `${i}`]]],
    [
      "of a key for each, of which a record names five",
      2_600,
      (i: number): Tags => [
        [`key ${i}`, "a"],
        ["team", `${i % 4}`]
      ]
    ]
  ])("%s, is sealed exactly, and as in memory", async (_, count, tagsOf) => {
    const { run } = await database.open()
    const events = Array.from({ length: count }, (__, i) => anEvent(i, tagsOf(i)))
    const untagged = usage({ account: "a", quantity: "0.75" })
    const sealed = Effect.gen(function* () {
      yield* link(["a"])
      yield* append([...events, untagged])
      yield* sealDue()
      return (yield* leaseDue()).records.map(({ record }) => record)
    })

    const inPostgres = await run(sealed)
    const inMemory = await Effect.runPromise(Effect.provide(sealed, Layer.fresh(memoryStore().layer)))

    const record = inPostgres[0]!
    const all = [...events, untagged]
    const units = Number(Quantity.wholeUnits(Quantity.sum(all.map((event) => event.quantity))))
    assert.strictEqual(record.quantity, units)
    assert.strictEqual(
      record.allocations.reduce((sum, allocation) => sum + allocation.quantity, 0),
      units
    )
    assert.isAtMost(record.allocations.length, allocationsMax)
    assert.deepStrictEqual(record.allocations, allocate(units, largestTags(HourUsage.of(all))))
    assert.deepStrictEqual(inPostgres, inMemory)
  })
})

/** Usage of many sizes, in disorder, so that the smallest are neither the first nor the last. */
const anEvent = (i: number, tags: Tags): UsageEvent => ({
  ...usage({ account: "a", eventId: `event ${i}` }),
  quantity: quantity(`${((i * 7_919) % 1_000) + 1}.25`),
  tags
})
