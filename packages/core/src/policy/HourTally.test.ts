import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { MeteringHour } from "../model/MeteringHour.ts"
import { HourTally } from "./HourTally.ts"

describe("HourTally", () => {
  it("remembers exactly what was noted, under its own name", () => {
    const noted = fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: -100, max: 100 }))
    fc.assert(
      fc.property(fc.array(noted), (notes) => {
        const tally = new HourTally()
        const there = new Set<string>()

        for (const [name, hours] of notes) {
          const hour = MeteringHour.make(hours)
          assert.strictEqual(tally.has(name, hour), there.has(`${name} ${hours}`))
          assert.strictEqual(tally.note(name, hour), there.has(`${name} ${hours}`))
          there.add(`${name} ${hours}`)
        }
      })
    )
  })
})
