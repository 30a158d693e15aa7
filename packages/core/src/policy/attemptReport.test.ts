import { assert, describe, it } from "@effect/vitest"
import { DateTime, Result } from "effect"
import { MeteringHour } from "../model/MeteringHour.ts"
import { emptyReporter, type HourlyReport, type ReporterState } from "../model/ReporterState.ts"
import { DeadlinePassed, TransportError } from "../model/TransportError.ts"
import { at, hourOf } from "../testing/builders.ts"
import { attemptReport, type ReportAnswer, settleReport } from "./attemptReport.ts"
import { reportUntil } from "./beginReporting.ts"
import { transportErrorFor } from "./transportErrorFor.ts"

const eleven = hourOf("2026-03-10T11:00:00Z")
const now = at("2026-03-10T12:10:00Z")
const report: HourlyReport = {
  attempts: 0,
  availableAt: now,
  clientToken: "pages-11",
  dimension: "pages",
  hour: eleven,
  mayBeAccepted: false,
  quantity: 3,
  sentBy: null
}
const other: HourlyReport = { ...report, clientToken: "seats-11", dimension: "seats", quantity: 5 }
const ready: ReporterState = { ...emptyReporter, reports: [report, other], sealedThrough: eleven }
const attempt = { clientToken: "pages-11", instance: "task-1", now, resentBy: "sender" } as const
const later = at("2026-03-10T12:20:00Z")

const refused = (name: string | undefined, status = 400) =>
  Result.fail(transportErrorFor({ operation: "MeterUsage", name, status, detail: "" }))
const lost = refused(undefined, 503)

// What a round does with a report: it is marked, sent, and its answer is settled.
const round = (
  state: ReporterState,
  answer: ReportAnswer["answer"],
  by: Parameters<typeof attemptReport>[1] = attempt
): ReporterState => {
  const [before, sent] = attemptReport(state, by)
  return before === undefined ? state : settleReport(sent, { answer, before, jitter: 0.5, now: by.now })
}

describe("attemptReport", () => {
  it("marks a report before it is sent, takes the lease, and returns it as it stood", () => {
    const [before, sent] = attemptReport(ready, attempt)

    assert.deepStrictEqual(before, report)
    assert.deepStrictEqual(sent, {
      ...ready,
      lease: { holder: "task-1", until: at("2026-03-10T12:12:00Z") },
      reports: [{ ...report, attempts: 1, mayBeAccepted: true, sentBy: "task-1" }, other]
    })
  })

  it("leaves a report that is on the wire to its sender, even if clocks disagree about the lease", () => {
    const [, sent] = attemptReport(ready, attempt)

    const [toOther, unchanged] = attemptReport(sent, { ...attempt, instance: "task-2", now: later })
    const [toSender] = attemptReport(sent, { ...attempt, now: later })

    assert.isUndefined(toOther)
    assert.strictEqual(unchanged, sent)
    assert.strictEqual(toSender?.attempts, 1)
  })

  it("lets any instance send again where AWS goes by the token alone, and remembers who began", () => {
    const [, sent] = attemptReport(ready, attempt)

    const [before, again] = attemptReport(sent, {
      ...attempt,
      instance: "task-2",
      now: later,
      resentBy: "any"
    })

    assert.strictEqual(before?.sentBy, "task-1")
    assert.deepStrictEqual(again.reports[0], {
      ...report,
      attempts: 2,
      mayBeAccepted: true,
      sentBy: "task-1"
    })
  })

  it("gives nothing to an instance without the lease", () => {
    const held = { ...ready, lease: { holder: "task-2", until: later } }

    const [before, state] = attemptReport(held, attempt)

    assert.isUndefined(before)
    assert.strictEqual(state, held)
  })

  it("knows no report that is settled", () => {
    const [before, state] = attemptReport(ready, { ...attempt, clientToken: "pages-10" })

    assert.isUndefined(before)
    assert.strictEqual(state, ready)
  })

  it("begins nothing at the deadline of its hour", () => {
    const until = reportUntil(eleven)

    const [atDeadline, unchanged] = attemptReport(ready, { ...attempt, now: until })
    const [justBefore] = attemptReport(ready, {
      ...attempt,
      now: DateTime.subtract(until, { milliseconds: 1 })
    })

    assert.isUndefined(atDeadline)
    assert.strictEqual(unchanged, ready)
    assert.isDefined(justBefore)
  })
})

describe("settleReport", () => {
  it("adds what AWS has taken to what it took of the dimension before", () => {
    const taken = { ...ready, accepted: { pages: 40, seats: 50 } }

    const state = round(taken, Result.succeed("record-1"))

    assert.deepStrictEqual(state.reports, [other])
    assert.deepStrictEqual(state.accepted, { pages: 43, seats: 50 })
    assert.deepStrictEqual([state.open, state.setAside], [[], []])
  })

  it.each(["pages", "constructor"])("begins the sum of dimension %s with nothing", (dimension) => {
    const state = round({ ...ready, reports: [{ ...report, dimension }] }, Result.succeed("record-1"))

    assert.deepStrictEqual(state.accepted, { [dimension]: 3 })
  })

  it.each([
    ["taken", Result.succeed("record-1")] as const,
    ["refused", refused("DuplicateRequestException")] as const
  ])("counts nothing twice when it hears again that a report is %s", (_, answer) => {
    const [before, sent] = attemptReport(ready, attempt)
    const settling = { answer, before: before!, jitter: 0.5, now }
    const once = settleReport(sent, settling)

    assert.strictEqual(settleReport(once, settling), once)
  })

  it.each([
    ["ThrottlingException", "2026-03-10T12:10:01.000Z"],
    ["CustomerNotEntitledException", "2026-03-10T12:15:00.000Z"],
    ["AccessDeniedException", "2026-03-10T12:15:00.000Z"]
  ])("puts a report off that %s keeps from AWS, and leaves it to whoever comes", (name, availableAt) => {
    const state = round(ready, refused(name))

    assert.deepStrictEqual(state.reports, [{ ...report, attempts: 1, availableAt: at(availableAt) }, other])
    assert.deepStrictEqual([state.open, state.setAside, state.accepted], [[], [], {}])
  })

  it("puts a report off whose answer was lost, and leaves it to its sender", () => {
    const state = round(ready, lost)

    assert.deepStrictEqual(state.reports, [
      {
        ...report,
        attempts: 1,
        availableAt: at("2026-03-10T12:10:01.000Z"),
        mayBeAccepted: true,
        sentBy: "task-1"
      },
      other
    ])
  })

  it("waits longer with every attempt", () => {
    const state = round(round(ready, lost), refused("ThrottlingException"))

    assert.deepStrictEqual(state.reports[0], {
      ...report,
      attempts: 2,
      availableAt: at("2026-03-10T12:10:02.000Z"),
      mayBeAccepted: true,
      sentBy: "task-1"
    })
  })

  it("hurries before the deadline of the hour", () => {
    const nearEnd = DateTime.subtract(reportUntil(eleven), { seconds: 40 })
    const tired = { ...ready, reports: [{ ...report, attempts: 9 }] }

    const state = round(tired, lost, { ...attempt, now: nearEnd })

    assert.deepStrictEqual(state.reports[0]?.availableAt, DateTime.add(nearEnd, { seconds: 10 }))
  })

  it("counts what is surely not with AWS, and too late, in the next open hour of the month", () => {
    const state = round(ready, refused("TimestampOutOfBoundsException"))

    assert.deepStrictEqual(state.reports, [other])
    assert.deepStrictEqual(state.open, [
      { dimension: "pages", hour: MeteringHour.plus(eleven, 1), quantity: 3 }
    ])
    assert.deepStrictEqual(state.setAside, [])
  })

  it("sets aside as too late what has no open hour left in its month", () => {
    const hour = hourOf("2026-03-31T23:00:00Z")
    const last = { ...ready, reports: [{ ...report, hour }], sealedThrough: hour }

    const state = round(last, refused("TimestampOutOfBoundsException"))

    assert.deepStrictEqual([state.open, state.reports], [[], []])
    assert.deepStrictEqual(state.setAside, [{ dimension: "pages", hour, quantity: 3, reason: "TooLate" }])
  })

  it.each(["DuplicateRequestException", "IdempotencyConflictException", "InvalidTagException"])(
    "sets aside under AWS's own name what no repetition helps: %s",
    (name) => {
      const state = round(ready, refused(name))

      assert.deepStrictEqual(state.reports, [other])
      assert.deepStrictEqual(state.open, [])
      assert.deepStrictEqual(state.setAside, [
        { dimension: "pages", hour: eleven, quantity: 3, reason: name }
      ])
    }
  )

  it("sets aside under its kind what was refused without a name", () => {
    const passed = new DeadlinePassed({ operation: "MeterUsage", detail: "" })

    const state = round(ready, Result.fail(new TransportError({ reason: passed })))

    assert.deepStrictEqual(
      state.setAside.map(({ reason }) => reason),
      ["DeadlinePassed"]
    )
  })

  it.each([
    ["throttled", refused("ThrottlingException")] as const,
    ["lost", lost] as const,
    ["refused", refused("TimestampOutOfBoundsException")] as const
  ])("changes nothing by an older attempt that was %s: the later one knows more", (_, answer) => {
    const [first, once] = attemptReport(ready, attempt)
    const [second, twice] = attemptReport(once, attempt)
    const state = settleReport(twice, { answer: lost, before: second!, jitter: 0.5, now })

    const after = settleReport(state, { answer, before: first!, jitter: 0.5, now })

    assert.strictEqual(after, state)
    assert.deepStrictEqual([after.reports[0]?.mayBeAccepted, after.reports[0]?.sentBy], [true, "task-1"])
  })

  it("believes an older attempt that was taken", () => {
    const [first, once] = attemptReport(ready, attempt)
    const [, twice] = attemptReport(once, attempt)

    const state = settleReport(twice, { answer: Result.succeed("id"), before: first!, jitter: 0.5, now })

    assert.deepStrictEqual([state.reports, state.accepted], [[other], { pages: 3 }])
  })

  it.each(["InDoubt", "InDoubt: DuplicateRequestException"])(
    "takes back from %s what turns out to be taken, once, and nothing beside it",
    (reason) => {
      const [before, sent] = attemptReport({ ...ready, accepted: { pages: 40 } }, attempt)
      const usage = { dimension: "pages", hour: eleven, quantity: 3 }
      const beside = [
        { ...usage, reason: "TooMuch" },
        { ...usage, dimension: "seats", reason },
        { ...usage, hour: MeteringHour.plus(eleven, 1), reason },
        { ...usage, quantity: 4, reason }
      ]
      const setAside = [...beside, { ...usage, reason }]
      const taken = { answer: Result.succeed("record-1"), before: before!, jitter: 0.5, now }

      const state = settleReport({ ...sent, reports: [other], setAside }, taken)

      assert.deepStrictEqual([state.setAside, state.accepted], [beside, { pages: 43 }])
      assert.strictEqual(settleReport(state, taken), state)
    }
  )

  it("leaves in doubt what an answer without an acceptance comes too late for", () => {
    const [before, sent] = attemptReport(ready, attempt)
    const aside = { dimension: "pages", hour: eleven, quantity: 3, reason: "InDoubt" }
    const state = { ...sent, reports: [other], setAside: [aside] }

    const after = settleReport(state, { answer: lost, before: before!, jitter: 0.5, now })

    assert.strictEqual(after, state)
  })

  it.each(["TimestampOutOfBoundsException", "DuplicateRequestException"])(
    "sets aside in doubt what %s refuses after an answer was lost, and never counts it again",
    (name) => {
      const state = round(round(ready, lost), refused(name))

      assert.deepStrictEqual([state.reports, state.open], [[other], []])
      assert.deepStrictEqual(state.setAside, [
        { dimension: "pages", hour: eleven, quantity: 3, reason: `InDoubt: ${name}` }
      ])
    }
  )
})
