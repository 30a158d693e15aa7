import { DateTime, Duration } from "effect"
import { assert, describe, it } from "vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { emptyReporter, type ReporterState } from "../model/ReporterState.ts"
import { beginReporting, type Reporting, reportUntil } from "./beginReporting.ts"
import { countUnits } from "./countUnits.ts"

const eleven = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:00:00Z"))
const tenPastOne = DateTime.makeUnsafe("2026-03-10T13:10:00Z")
const terms: Reporting = {
  instance: "task-1",
  lateness: Duration.minutes(5),
  now: tenPastOne,
  productCode: "pod",
  reporter: "cluster-1",
  resentBy: "sender",
  zeroReports: ["pages", "storage", "pages"]
}
const seen: ReporterState = { ...emptyReporter, sealedThrough: MeteringHour.plus(eleven, -1) }
const pages = { dimension: "pages", hour: eleven, quantity: 3 }
const reported = ({ reports }: ReporterState) =>
  reports.map(({ dimension, hour, quantity }) => [dimension, hour - eleven, quantity])

describe("an hour without usage", () => {
  it("is reported as 0, once for each dimension, and one with usage as it is", () => {
    const [, state] = beginReporting(countUnits(seen, pages), terms)
    const [, again] = beginReporting(state, terms)

    const wanted = [
      ["pages", 0, 3],
      ["storage", 0, 0],
      ["pages", 1, 0],
      ["storage", 1, 0]
    ]
    assert.deepStrictEqual([reported(state), reported(again)], [wanted, wanted])
  })

  it("is not reported unless it is asked for", () => {
    const { zeroReports: _, ...silent } = terms

    assert.deepStrictEqual(reported(beginReporting(seen, silent)[1]), [])
  })

  it("is not reported of the time before the first round", () => {
    const [, first] = beginReporting(emptyReporter, terms)
    const [, second] = beginReporting(first, { ...terms, now: DateTime.add(tenPastOne, { hours: 1 }) })

    assert.deepStrictEqual(reported(first), [])
    assert.deepStrictEqual(reported(second), [
      ["pages", 2, 0],
      ["storage", 2, 0]
    ])
  })

  it("is not reported when AWS no longer takes it, nor billed or set aside when it is too late", () => {
    const asleep = { ...seen, sealedThrough: MeteringHour.plus(eleven, -100) }
    const [, state] = beginReporting(asleep, { ...terms, zeroReports: ["pages"] })

    const hours = reported(state).map(([, hour]) => hour)
    const [, late] = beginReporting(state, {
      ...terms,
      now: reportUntil(MeteringHour.plus(eleven, 9)),
      zeroReports: []
    })

    assert.deepStrictEqual(hours, [-3, -2, -1, 0, 1])
    assert.deepStrictEqual([late.open, late.reports, late.setAside], [[], [], []])
  })

  it("is not set aside when nobody knows whether AWS has it: there is nothing to bill", () => {
    const [, state] = beginReporting(seen, terms)
    const sent = { ...state, reports: state.reports.map((report) => ({ ...report, mayBeAccepted: true })) }

    const [, late] = beginReporting(sent, {
      ...terms,
      now: DateTime.add(tenPastOne, { days: 1 }),
      zeroReports: []
    })

    assert.deepStrictEqual([late.reports, late.setAside], [[], []])
  })
})

describe("the tags of an hour", () => {
  const sales = [{ tags: [["team", "sales"] as const], quantity: 2 }]

  it("are reported with it, and go with it where it is counted again", () => {
    const usage = { ...pages, tagged: sales }
    const [, state] = beginReporting(countUnits(seen, usage), { ...terms, zeroReports: [] })
    const [, late] = beginReporting(state, { ...terms, now: DateTime.add(tenPastOne, { hours: 8 }) })

    assert.deepStrictEqual(state.reports[0]?.tagged, sales)
    assert.deepStrictEqual(
      late.open.map(({ quantity, tagged }) => [quantity, tagged]),
      [[3, sales]]
    )
  })

  it("stay with what AWS takes of more units than that", () => {
    const max = MeteringLimits.quantityMax
    const usage = { ...pages, quantity: max + 7, tagged: [{ ...sales[0]!, quantity: max + 7 }] }

    const [, state] = beginReporting(countUnits(seen, usage), { ...terms, zeroReports: [] })

    assert.deepStrictEqual(state.reports[0]?.tagged, [{ ...sales[0]!, quantity: max }])
    assert.deepStrictEqual(state.open, [
      { dimension: "pages", hour: MeteringHour.plus(eleven, 2), quantity: 7 }
    ])
  })
})
