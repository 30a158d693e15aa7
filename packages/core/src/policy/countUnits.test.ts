import { assert, describe, it } from "@effect/vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { emptyReporter } from "../model/ReporterState.ts"
import { hourOf } from "../testing/builders.ts"
import { countUnits, setAside } from "./countUnits.ts"

const eleven = hourOf("2026-03-10T11:00:00Z")
const twelve = MeteringHour.plus(eleven, 1)
const pages = { dimension: "pages", hour: eleven, quantity: 3 }
const sealedThrough = (hour: MeteringHour) => ({ ...emptyReporter, sealedThrough: hour })

describe("countUnits", () => {
  it("counts units in their own hour while that is open", () => {
    const first = countUnits(emptyReporter, pages)
    const later = countUnits(sealedThrough(eleven), { ...pages, hour: twelve })

    assert.deepStrictEqual(first, { ...emptyReporter, open: [pages] })
    assert.deepStrictEqual(later.open, [{ ...pages, hour: twelve }])
  })

  it.each([eleven, MeteringHour.plus(eleven, -30)])(
    "counts units of hour %i in the first open one of the month, once theirs is reported",
    (hour) => {
      const state = countUnits(sealedThrough(eleven), { ...pages, hour })

      assert.deepStrictEqual(state, { ...sealedThrough(eleven), open: [{ ...pages, hour: twelve }] })
    }
  )

  it("sets units aside whose month is reported to its end, late for the month unless told why", () => {
    const hour = hourOf("2026-03-31T23:00:00Z")

    const late = countUnits(sealedThrough(hour), { ...pages, hour })
    const large = countUnits(sealedThrough(hour), { ...pages, hour }, "TooMuch")

    assert.deepStrictEqual(late, {
      ...sealedThrough(hour),
      setAside: [{ ...pages, hour, reason: "LateForMonth" }]
    })
    assert.deepStrictEqual(large.setAside, [{ ...pages, hour, reason: "TooMuch" }])
  })

  it("makes no row for nothing", () => {
    assert.deepStrictEqual(countUnits(emptyReporter, { ...pages, quantity: 0 }), emptyReporter)
  })

  it("adds up what is of one dimension and hour, and nothing else", () => {
    const seats = { ...pages, dimension: "seats", quantity: 10 }
    const next = { ...pages, hour: twelve, quantity: 100 }

    const state = [seats, next, pages, next, pages, seats].reduce(
      (before, units) => countUnits(before, units),
      emptyReporter
    )

    assert.deepStrictEqual(state.open, [
      { ...seats, quantity: 20 },
      { ...next, quantity: 200 },
      { ...pages, quantity: 6 }
    ])
  })
})

describe("setAside", () => {
  it("keeps what it is for, and adds up what has one reason", () => {
    const first = setAside(emptyReporter, pages, "InDoubt")
    const second = setAside(first, { ...pages, quantity: 4 }, "TooLate")

    const state = setAside(second, { ...pages, quantity: 5 }, "TooLate")

    assert.deepStrictEqual(state, {
      ...emptyReporter,
      setAside: [
        { ...pages, reason: "InDoubt" },
        { ...pages, quantity: 9, reason: "TooLate" }
      ]
    })
  })

  it("keeps of a report only what was used", () => {
    const report = { ...pages, attempts: 2, clientToken: "one" }

    const state = setAside(emptyReporter, report, "InDoubt")

    assert.deepStrictEqual(state.setAside, [{ ...pages, reason: "InDoubt" }])
  })
})
