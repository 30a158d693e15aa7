import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { emptyReporter, type HourlyReport, type ReporterState } from "../model/ReporterState.ts"
import { at, hourOf } from "../testing/builders.ts"
import {
  beginReporting,
  lastHourOver,
  mayHold,
  maySend,
  reporterLease,
  type Reporting,
  reportUntil,
  standingBy
} from "./beginReporting.ts"
import { type CountedUnits, countUnits } from "./countUnits.ts"
import { reportToken } from "./reportToken.ts"

const eleven = hourOf("2026-03-10T11:00:00Z")
const ten = MeteringHour.plus(eleven, -1)
const twelve = MeteringHour.plus(eleven, 1)
const terms: Reporting = {
  instance: "task-1",
  lateness: Duration.minutes(5),
  now: at("2026-03-10T12:10:00Z"),
  productCode: "pod",
  reporter: "cluster-1",
  resentBy: "sender"
}
const leaseUntil = at("2026-03-10T12:12:00Z")
const pages = { dimension: "pages", hour: eleven, quantity: 3 }
const counted = (...all: ReadonlyArray<CountedUnits>): ReporterState =>
  all.reduce((state, units) => countUnits(state, units), emptyReporter)
const reportOf = (units: CountedUnits): HourlyReport => ({
  ...units,
  attempts: 0,
  availableAt: terms.now,
  clientToken: reportToken({ ...terms, ...units }),
  mayBeAccepted: false,
  sentBy: null
})

describe("an instance", () => {
  const [, sealed] = beginReporting(counted(pages), terms)
  const idle = { ...sealed, lease: null, reports: [] }

  it.each([
    ["before the first hour is over", "at work", { ...idle, sealedThrough: null }],
    ["once another hour is over", "at work", { ...idle, sealedThrough: ten }],
    ["while a report waits", "at work", sealed],
    ["when nothing waits", "idle", idle],
    ["when its clock was set back", "idle", { ...idle, sealedThrough: twelve }],
    [
      "while another one reports",
      "away",
      { ...idle, lease: { holder: "task-2", until: leaseUntil }, sealedThrough: ten }
    ]
  ])("%s is %s", (_, standing, state) => {
    assert.strictEqual(standingBy(state, terms), standing)
  })

  it.each([
    ["when nothing waits", idle],
    ["when its clock was set back", { ...idle, sealedThrough: twelve }]
  ])("that is idle %s would have taken the lease and changed nothing", (_, state) => {
    const [due, after] = beginReporting(state, terms)

    assert.deepStrictEqual([due, { ...after, lease: null }], [[], state])
  })
})

describe("an hour", () => {
  it("is over when its lateness is past, and is reported for six hours less a margin", () => {
    assert.strictEqual(lastHourOver(at("2026-03-10T12:04:59.999Z"), terms.lateness), ten)
    assert.strictEqual(lastHourOver(at("2026-03-10T12:05:00Z"), terms.lateness), eleven)
    assert.strictEqual(DateTime.formatIso(reportUntil(eleven)), "2026-03-10T16:45:00.000Z")
  })

  it("that is over becomes a report, fixed before anything is sent; one that is not stays open", () => {
    const next = { ...pages, hour: twelve }

    const [due, state] = beginReporting(counted(pages, next), terms)

    assert.deepStrictEqual(due, [reportOf(pages)])
    assert.deepStrictEqual(state, {
      ...emptyReporter,
      lease: { holder: "task-1", until: leaseUntil },
      open: [next],
      reports: [reportOf(pages)],
      sealedThrough: eleven
    })
  })

  it("is closed even if nothing was used in it", () => {
    assert.strictEqual(beginReporting(emptyReporter, terms)[1].sealedThrough, eleven)
  })

  it("is closed a second time by nobody", () => {
    const [, state] = beginReporting(counted(pages), terms)

    const [due, again] = beginReporting(state, terms)

    assert.deepStrictEqual(due, [reportOf(pages)])
    assert.deepStrictEqual(again, state)
  })

  it("is not opened again by a clock that is set back", () => {
    const [, state] = beginReporting(counted(pages), terms)

    const [due, later] = beginReporting(state, { ...terms, now: at("2026-03-10T09:00:00Z") })

    assert.deepStrictEqual(due, [])
    assert.strictEqual(later.sealedThrough, eleven)
  })

  it("with as many units as AWS takes is reported whole", () => {
    const full = { ...pages, quantity: MeteringLimits.quantityMax }

    const [due, { open }] = beginReporting(counted(full), terms)

    assert.deepStrictEqual(due, [reportOf(full)])
    assert.deepStrictEqual(open, [])
  })

  it("with more units than AWS takes leaves the rest to the next one", () => {
    const [due, { open }] = beginReporting(
      counted({ ...pages, quantity: MeteringLimits.quantityMax + 7 }),
      terms
    )

    assert.deepStrictEqual(due, [reportOf({ ...pages, quantity: MeteringLimits.quantityMax })])
    assert.deepStrictEqual(open, [{ ...pages, hour: twelve, quantity: 7 }])
  })

  it("that is the last of its month leaves what is too much to a person", () => {
    const last = { ...pages, hour: hourOf("2026-03-31T23:00:00Z") }
    const now = at("2026-04-01T00:10:00Z")

    const [, { open, setAside }] = beginReporting(
      counted({ ...last, quantity: MeteringLimits.quantityMax + 7 }),
      { ...terms, now }
    )

    assert.deepStrictEqual(open, [])
    assert.deepStrictEqual(setAside, [{ ...last, quantity: 7, reason: "TooMuch" }])
  })
})

describe("what is due", () => {
  const seats = { ...pages, dimension: "seats" }
  const earlier = { ...pages, hour: ten }

  it("comes with the oldest hour first, and in an hour by dimension", () => {
    const [due] = beginReporting(counted(seats, pages, { ...seats, hour: ten }, earlier), terms)

    assert.deepStrictEqual(
      due?.map(({ dimension, hour }) => [hour, dimension]),
      [
        [ten, "pages"],
        [ten, "seats"],
        [eleven, "pages"],
        [eleven, "seats"]
      ]
    )
  })

  it("goes before an hour that waits already, if it is older", () => {
    const waiting = { ...emptyReporter, reports: [reportOf(pages)] }

    const [due] = beginReporting(countUnits(waiting, earlier), terms)

    assert.deepStrictEqual(due, [reportOf(earlier), reportOf(pages)])
  })

  it("is a report from the instant to which it was put off", () => {
    const report = { ...reportOf(pages), availableAt: at("2026-03-10T12:10:30Z") }
    const state = { ...emptyReporter, reports: [report] }

    const [early] = beginReporting(state, { ...terms, now: at("2026-03-10T12:10:29.999Z") })
    const [inTime] = beginReporting(state, { ...terms, now: report.availableAt })

    assert.deepStrictEqual(early, [])
    assert.deepStrictEqual(inTime, [report])
  })

  it("is no report that another instance may have brought to AWS", () => {
    const report = { ...reportOf(pages), mayBeAccepted: true, sentBy: "task-2" }
    const state = { ...emptyReporter, reports: [report] }

    const [bySender] = beginReporting(state, terms)
    const [byAny] = beginReporting(state, { ...terms, resentBy: "any" })

    assert.deepStrictEqual(bySender, [])
    assert.deepStrictEqual(byAny, [report])
  })
})

describe("a report that AWS no longer takes for its hour", () => {
  const until = reportUntil(eleven)
  const late = { ...terms, now: until }
  const throughFifteen = hourOf("2026-03-10T15:00:00Z")

  it("is kept until that very instant", () => {
    const state = { ...emptyReporter, reports: [reportOf(pages)] }

    const [due] = beginReporting(state, { ...terms, now: DateTime.subtract(until, { milliseconds: 1 }) })

    assert.deepStrictEqual(due, [reportOf(pages)])
  })

  it.each([
    ["is waiting", { ...emptyReporter, reports: [reportOf(pages)] }],
    ["has only been counted", counted(pages)]
  ])("is counted in the next open hour of the month, if it %s", (_, state) => {
    const [due, after] = beginReporting(state, late)

    assert.deepStrictEqual(due, [])
    assert.deepStrictEqual(after.reports, [])
    assert.deepStrictEqual(after.open, [{ ...pages, hour: MeteringHour.plus(throughFifteen, 1) }])
    assert.deepStrictEqual(after.setAside, [])
  })

  it("is in doubt where AWS may have it, and never counted again", () => {
    const sent = { ...reportOf(pages), mayBeAccepted: true, sentBy: "task-1" }

    const [due, after] = beginReporting({ ...emptyReporter, reports: [sent] }, late)

    assert.deepStrictEqual(due, [])
    assert.deepStrictEqual([after.open, after.reports], [[], []])
    assert.deepStrictEqual(after.setAside, [{ ...pages, reason: "InDoubt" }])
  })

  it("is set aside as too late where its month is over", () => {
    const last = { ...pages, hour: hourOf("2026-03-31T20:00:00Z") }
    const now = at("2026-04-01T03:00:00Z")

    const [, after] = beginReporting(counted(last), { ...terms, now })

    assert.deepStrictEqual([after.open, after.reports], [[], []])
    assert.deepStrictEqual(after.setAside, [{ ...last, reason: "TooLate" }])
  })
})

describe("the lease", () => {
  const [, held] = beginReporting(emptyReporter, terms)
  const other = { ...terms, instance: "task-2" }

  it("lasts two minutes from the last time that its holder has come", () => {
    const now = at("2026-03-10T12:11:00Z")

    const [, state] = beginReporting(held, { ...terms, now })

    assert.deepStrictEqual(held.lease, { holder: "task-1", until: leaseUntil })
    assert.deepStrictEqual(state.lease, {
      holder: "task-1",
      until: DateTime.addDuration(now, reporterLease)
    })
    assert.strictEqual(Duration.toSeconds(reporterLease), 120)
  })

  it("keeps others from everything", () => {
    const state = countUnits(held, { ...pages, hour: twelve })

    const [due, after] = beginReporting(state, other)

    assert.isUndefined(due)
    assert.strictEqual(after, state)
  })

  it("is free where nobody has it, to its holder, and to all when it ends", () => {
    const justBefore = DateTime.subtract(leaseUntil, { milliseconds: 1 })

    assert.isTrue(mayHold(emptyReporter, other))
    assert.isTrue(mayHold(held, terms))
    assert.isFalse(mayHold(held, { ...other, now: justBefore }))
    assert.isTrue(mayHold(held, { ...other, now: leaseUntil }))
  })
})

describe("maySend", () => {
  const sent = { ...reportOf(pages), mayBeAccepted: true, sentBy: "task-1" }

  it.each([
    ["that nobody has sent, by whom it may be", { ...sent, mayBeAccepted: false }, "task-2", "sender", true],
    ["whose answer was lost, by its sender", sent, "task-1", "sender", true],
    ["whose answer was lost, by no other", sent, "task-2", "sender", false],
    ["whose answer was lost, by any where the token alone counts", sent, "task-2", "any", true]
  ] as const)("a report %s", (_, report, instance, resentBy, may) => {
    assert.strictEqual(maySend(report, { instance, resentBy }), may)
  })
})
