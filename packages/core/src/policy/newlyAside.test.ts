import { assert, describe, it } from "vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { emptyReporter } from "../model/ReporterState.ts"
import { setAside } from "./countUnits.ts"
import { newlyAside } from "./newlyAside.ts"

const hour = MeteringHour.make(500_000)
const pages = { dimension: "pages", hour, quantity: 3 }

describe("newlyAside", () => {
  it("names what was added, row by row, and nothing that was there", () => {
    const tagged = [{ tags: [["team", "a"] as const], quantity: 1 }]
    const before = setAside(setAside(emptyReporter, pages, "InDoubt"), pages, "TooLate")
    const after = [
      { ...pages, quantity: 2, tagged },
      { ...pages, dimension: "storage" },
      { ...pages, hour: MeteringHour.plus(hour, 1) }
    ].reduce((state, usage) => setAside(state, usage, "InDoubt"), before)

    assert.deepStrictEqual(newlyAside(before, after), [
      { ...pages, quantity: 2, reason: "InDoubt" },
      { ...pages, dimension: "storage", reason: "InDoubt" },
      { ...pages, hour: MeteringHour.plus(hour, 1), reason: "InDoubt" }
    ])
  })
})
