import { DateTime, Duration } from "effect"
import { assert, describe, it } from "vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { emptyReporter } from "../model/ReporterState.ts"
import { beginReporting } from "./beginReporting.ts"
import { countUnits } from "./countUnits.ts"
import { reportAlerts } from "./reportAlerts.ts"

const at = (text: string) => DateTime.makeUnsafe(`2026-03-10T${text}Z`)
const eleven = MeteringHour.of(at("11:00:00"))
const levels = [Duration.hours(3), Duration.hours(1)]
const terms = {
  instance: "task-1",
  lateness: Duration.minutes(5),
  productCode: "pod",
  reporter: "cluster-1",
  resentBy: "sender" as const
}
const [, waiting] = beginReporting(
  [
    { dimension: "pages", hour: eleven, quantity: 3 },
    { dimension: "pages", hour: MeteringHour.plus(eleven, 1), quantity: 4 },
    { dimension: "storage", hour: MeteringHour.plus(eleven, 1), quantity: 5 }
  ].reduce((state, usage) => countUnits(state, usage), emptyReporter),
  { ...terms, now: at("13:10:00") }
)
const alertsAt = (now: string, raised: ReadonlySet<string> = new Set()) =>
  reportAlerts(waiting, { levels, now: at(now), raised, reporter: "cluster-1" })

describe("an alert", () => {
  it("is raised for each level when so much time is left until we stop sending, once", () => {
    const early = alertsAt("13:44:59.999")
    const first = alertsAt("13:45:00", early.raised)
    const again = alertsAt("14:44:59.999", first.raised)
    const all = alertsAt("14:45:00", again.raised)
    const last = alertsAt("15:45:00", all.raised)

    const pages = { reporter: "cluster-1", dimension: "pages", deadline: at("17:00:00") }
    assert.deepStrictEqual([early.alerts, again.alerts], [[], []])
    assert.deepStrictEqual(first.alerts, [{ ...pages, level: levels[0]!, quantity: 3 }])
    assert.deepStrictEqual(
      all.alerts.map(({ deadline, dimension, quantity }) => [dimension, quantity, deadline]),
      [
        ["pages", 4, at("18:00:00")],
        ["storage", 5, at("18:00:00")]
      ]
    )
    assert.deepStrictEqual(last.alerts, [{ ...pages, level: levels[1]!, quantity: 3 }])
  })

  it("is not raised for what is reported or still counted", () => {
    const context = { levels, now: at("16:00:00"), raised: new Set<string>(), reporter: "cluster-1" }

    assert.deepStrictEqual(reportAlerts({ reports: [] }, context).alerts, [])
  })
})
