import { aggregateUsage, Quantity } from "@tallyhour/core"
import { assert, it } from "vitest"
import { manyEvents } from "./manyEvents.ts"
import { sumDoubles } from "./sumDoubles.ts"

it("both sides come to fifty thousand keys, and ours to the exact total", () => {
  const events = manyEvents(250_000)

  const sums = aggregateUsage(events).flatMap(({ hours }) => hours.map(({ quantity }) => quantity))

  assert.deepStrictEqual([sums.length, sumDoubles(events)], [50_000, 50_000])
  assert.strictEqual(Quantity.sum(sums), Quantity.sum(events.map(({ quantity }) => quantity)))
})
