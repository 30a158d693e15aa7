import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { readDueUsage } from "./readDueUsage.ts"
import { namesIn } from "./schema/Names.ts"
import { runnerIn, type SqlRunner } from "./SqlRunner.ts"
import type { DueRow } from "./statement/openDueUsage.ts"

describe("reading what is due, a part at a time", () => {
  it("brings the hours of one account and meter together, wherever a part ends", () =>
    fc.assert(
      fc.asyncProperty(hoursOfEach, fc.integer({ min: 1, max: 4 }), async (counts, hoursAtOnce) => {
        const rows = counts.flatMap((count, n) => Array.from({ length: count }, (_, hour) => rowOf(n, hour)))
        const read: Array<ReadonlyArray<string>> = []

        for await (const part of readDueUsage(answering(rows), namesIn("tallyhour"), hoursAtOnce))
          read.push(...part.map(({ hours }) => hours.map(({ hour }) => hour)))

        assert.deepStrictEqual(
          read,
          counts.map((count) => Array.from({ length: count }, (_, hour) => String(hour)))
        )
      })
    ))
})

/** How many hours are due of each account and meter, in the order in which they are read. */
const hoursOfEach = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 8 })

// Neighbours share their account or their meter, and never both.
const rowOf = (n: number, hour: number): DueRow => ({
  account: `account-${Math.floor(n / 2)}`,
  baseline: null,
  carry_hour: null,
  carry_quantity: null,
  hour: String(hour),
  included: null,
  meter: `meter-${Math.ceil(n / 2)}`,
  place: `(0,${n})`,
  sealed_elsewhere: null,
  sealed_hours: null,
  untagged: "1",
  usage: null
})

/** A connection on which rows were opened as due, of accounts that nobody has linked. */
const answering = (rows: ReadonlyArray<DueRow>): SqlRunner => {
  let read = 0
  return runnerIn({
    query: (text) => {
      const wanted = Number(/fetch (\d+)/.exec(text)?.[1] ?? 0)
      const some = rows.slice(read, read + wanted)
      read += some.length
      return Promise.resolve({ rows: some })
    }
  })
}
