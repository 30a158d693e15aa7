import { Instant } from "@tallyhour/core"
import fc from "fast-check"
import { assert, it } from "vitest"
import { byUrgency, mostUrgent, type Urgent } from "./mostUrgent.ts"

const rowsInAnyOrder: fc.Arbitrary<ReadonlyArray<Urgent>> = fc
  .uniqueArray(fc.integer({ min: 0, max: 500 }), { maxLength: 60 })
  .map((numbers) =>
    numbers.map((number) => ({
      record: { dedupKey: `key ${number}` },
      // A few share an instant, and the key decides between them.
      sendBefore: Instant.ofMillis(1_773_000_000_000 + (number % 17) * 3_600_000)
    }))
  )

it("the most urgent are the first of all that are wanted, sorted", () => {
  const isWanted = ({ record }: Urgent) => !record.dedupKey.endsWith("3")

  fc.assert(
    fc.property(rowsInAnyOrder, fc.integer({ min: 1, max: 20 }), (rows, rowsMax) => {
      const sorted = rows.filter(isWanted).toSorted(byUrgency)

      assert.deepStrictEqual(mostUrgent(rows, { isWanted, rowsMax }), sorted.slice(0, rowsMax))
    })
  )
})
