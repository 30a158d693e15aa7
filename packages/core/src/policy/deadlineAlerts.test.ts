import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import type { WaitingUsage } from "../model/DeadlineAlert.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Quantity } from "../model/Quantity.ts"
import { at, hourOf, quantity } from "../testing/builders.ts"
import { deadlineAlerts } from "./deadlineAlerts.ts"

describe("deadlineAlerts", () => {
  it("usage that is not sent has every level behind it before its deadline, each said once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 59 }), (step, offset) => {
        const waiting = [usage({ deadline: at("2026-03-11T11:00:00Z") })]

        const said = watch(waiting, { from: minutesAfter("2026-03-11T03:00:00Z", offset), minutes: step })

        assert.deepStrictEqual(
          said.map(({ level }) => Duration.toMinutes(level)),
          [360, 120, 30]
        )
      })
    )
  })

  it("usage that comes to wait late begins at the level that it has reached", () => {
    const waiting = [usage({ deadline: at("2026-03-11T11:00:00Z") })]

    const said = watch(waiting, { from: at("2026-03-11T09:30:00Z"), minutes: 1 })

    assert.deepStrictEqual(
      said.map(({ level }) => Duration.toMinutes(level)),
      [120, 30]
    )
  })

  it("usage that is sealed after it was said is not said again, and what is open besides is", () => {
    const now = at("2026-03-11T06:00:00Z")
    const context = { now, policy: MeteringPolicy }
    const alertsFor = (states: ReadonlyArray<WaitingUsage["state"]>, raised: ReadonlySet<string>) =>
      deadlineAlerts(
        states.map((state) => usage({ deadline: at("2026-03-11T11:00:00Z"), state })),
        { ...context, raised }
      )

    const open = alertsFor(["open"], new Set())
    const sealed = alertsFor(["sealed"], open.raised)
    const openAgain = alertsFor(["open", "sealed"], sealed.raised)

    assert.deepStrictEqual(
      [open, sealed, openAgain].map(({ alerts }) => alerts.length),
      [1, 0, 1]
    )
  })

  it("all usage of an account and meter at one level makes one alert, of the nearest deadline", () => {
    const now = at("2026-03-11T06:00:00Z")
    const waiting = [
      usage({ deadline: at("2026-03-11T11:00:00Z"), quantity: "1.5" }),
      usage({ deadline: at("2026-03-11T10:00:00Z"), hour: hourOf("2026-03-10T10:00:00Z") }),
      usage({ deadline: at("2026-03-11T10:00:00Z"), meter: "storage" })
    ]

    const { alerts } = deadlineAlerts(waiting, { now, policy: MeteringPolicy, raised: new Set() })

    assert.deepStrictEqual(
      alerts.map(({ deadline, meter, quantity: units }) => [
        meter,
        Quantity.format(units),
        DateTime.formatIso(deadline)
      ]),
      [
        ["requests", "2.5", "2026-03-11T10:00:00.000Z"],
        ["storage", "1", "2026-03-11T10:00:00.000Z"]
      ]
    )
  })

  it("the nearest deadline stands first, and in whatever order the levels are, the least that is reached counts", () => {
    const now = at("2026-03-11T06:00:00Z")
    const alertLevels = [2, 6, 4].map((hours) => Duration.hours(hours))
    const waiting = [
      usage({ deadline: at("2026-03-11T11:30:00Z"), meter: "seats" }),
      usage({ deadline: at("2026-03-11T08:15:00Z"), meter: "requests" }),
      usage({ deadline: at("2026-03-11T10:15:00Z"), meter: "storage" })
    ]

    const { alerts } = deadlineAlerts(waiting, {
      now,
      policy: { alertLevels, safetyMargin: Duration.minutes(15) },
      raised: new Set()
    })

    assert.deepStrictEqual(
      alerts.map(({ level, meter }) => [meter, Duration.toHours(level)]),
      [
        ["requests", 2],
        ["storage", 4],
        ["seats", 6]
      ]
    )
  })

  it("open usage has the deadline of its hour, at a month end the earlier one", () => {
    const waiting = [usage({ deadline: undefined, hour: hourOf("2026-03-31T22:00:00Z"), state: "open" })]

    const said = watch(waiting, { from: at("2026-03-31T23:00:00Z"), minutes: 1 })

    assert.deepStrictEqual(
      said.map(({ deadline }) => DateTime.formatIso(deadline)),
      Array.from({ length: 3 }, () => "2026-04-01T06:00:00.000Z")
    )
  })

  it("usage that can no longer be sent is no alert any more, and far from its deadline none yet", () => {
    const waiting = [usage({ deadline: at("2026-03-11T11:00:00Z") })]
    const alertsAt = (now: string) =>
      deadlineAlerts(waiting, { now: at(now), policy: MeteringPolicy, raised: new Set() }).alerts.length

    assert.deepStrictEqual(
      [
        "2026-03-11T04:44:59.999Z",
        "2026-03-11T04:45:00Z",
        "2026-03-11T10:45:00Z",
        "2026-03-11T10:45:00.001Z"
      ].map(alertsAt),
      [0, 1, 1, 0]
    )
  })
})

const usage = (
  options: Partial<Omit<WaitingUsage, "quantity">> & { readonly quantity?: string }
): WaitingUsage => ({
  account: "acme",
  meter: "requests",
  hour: hourOf("2026-03-10T11:00:00Z"),
  state: "sealed",
  deadline: undefined,
  ...options,
  quantity: quantity(options.quantity ?? "1")
})

const minutesAfter = (text: string, minutes: number): Instant =>
  DateTime.addDuration(at(text), Duration.minutes(minutes))

/** Looks again and again until the day after, and returns everything that was said. */
const watch = (
  waiting: ReadonlyArray<WaitingUsage>,
  { from, minutes }: { readonly from: Instant; readonly minutes: number }
) => {
  let raised: ReadonlySet<string> = new Set()
  const end = DateTime.addDuration(MeteringHour.end(MeteringHour.of(from)), Duration.hours(12))
  const said = []
  for (
    let now = from;
    Instant.isBefore(now, end);
    now = DateTime.addDuration(now, Duration.minutes(minutes))
  ) {
    const found = deadlineAlerts(waiting, { now, policy: MeteringPolicy, raised })
    raised = found.raised
    said.push(...found.alerts)
  }
  return said
}
