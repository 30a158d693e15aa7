import { DateTime, Duration, Result } from "effect"
import { assert, describe, it } from "vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { emptyReporter, type ReporterState } from "../model/ReporterState.ts"
import { attemptReport, settleReport } from "./attemptReport.ts"
import { beginReporting, lastHourOver, type Reporting, reportUntil } from "./beginReporting.ts"
import { countUnits } from "./countUnits.ts"
import { reportToken } from "./reportToken.ts"
import { stableHash } from "./stableHash.ts"
import { tickOffset } from "./tickOffset.ts"
import { transportErrorFor } from "./transportErrorFor.ts"

const at = (text: string) => DateTime.makeUnsafe(text)
const eleven = MeteringHour.of(at("2026-03-10T11:00:00Z"))
const terms: Reporting = {
  instance: "task-1",
  lateness: Duration.minutes(5),
  now: at("2026-03-10T12:10:00Z"),
  productCode: "pod",
  reporter: "cluster-1",
  resentBy: "sender"
}
const counted = (quantity: number, hour = eleven): ReporterState =>
  countUnits(emptyReporter, { dimension: "pages", hour, quantity })

describe("a stable hash", () => {
  it.each([
    ["", "6c62272e07bb014262b821756295c58d"],
    ["a", "d228cb696f1a8caf78912b704e4a8964"],
    ["foobar", "343e1662793c64bf6f0d3597ba446f18"]
  ])("of %j is that of the published vectors", (text, hash) => {
    assert.strictEqual(stableHash(text).toString(16), hash)
  })

  it("gives a report its token for ever, and spreads a cluster evenly", () => {
    const token = reportToken({ dimension: "pages", hour: eleven, productCode: "pod", reporter: "cluster-1" })
    const minutes = Array.from({ length: 1_000 }, (_, i) =>
      Math.floor(Duration.toMinutes(tickOffset(`task-${i}`, Duration.minutes(20))))
    )

    assert.strictEqual(token, "2026-03-10T11.ebc307c9d780338a3e9ebb61cd4acf7e")
    assert.isAtMost(Math.max(...minutes), 19)
    for (let minute = 0; minute < 20; minute++) {
      assert.isBelow(minutes.filter((one) => one === minute).length, 100, `minute ${minute}`)
    }
    assert.strictEqual(Duration.toMillis(tickOffset("task-1", Duration.zero)), 0)
  })
})

describe("an hour", () => {
  it("is over when its lateness is past, and is reported for six hours less a margin", () => {
    assert.strictEqual(lastHourOver(at("2026-03-10T12:04:59.999Z"), terms.lateness), eleven - 1)
    assert.strictEqual(lastHourOver(at("2026-03-10T12:05:00Z"), terms.lateness), eleven)
    assert.strictEqual(DateTime.formatIso(reportUntil(eleven)), "2026-03-10T16:45:00.000Z")
  })

  it("is not opened again by a clock that is set back", () => {
    const [, state] = beginReporting(counted(3), terms)
    const [due, later] = beginReporting(state, { ...terms, now: at("2026-03-10T09:00:00Z") })

    assert.deepStrictEqual([due, later.sealedThrough], [[], eleven])
  })

  it("with more units than AWS takes leaves the rest to the next one", () => {
    const [due, { open }] = beginReporting(counted(MeteringLimits.quantityMax + 7), terms)

    assert.deepStrictEqual(
      due?.map(({ quantity }) => quantity),
      [MeteringLimits.quantityMax]
    )
    assert.deepStrictEqual(open, [{ dimension: "pages", hour: MeteringHour.plus(eleven, 1), quantity: 7 }])
  })
})

describe("a report", () => {
  const [due = [], ready] = beginReporting(counted(3), terms)
  const { clientToken } = due[0]!
  const attempt = { ...terms, clientToken }

  it("on the wire is in nobody else's hands, even if clocks disagree about the lease", () => {
    const [before, sent] = attemptReport(ready, attempt)
    const other = { ...attempt, instance: "task-2", now: at("2026-03-10T12:20:00Z") }

    assert.strictEqual(before?.attempts, 0)
    assert.isUndefined(attemptReport(sent, other)[0])
    assert.isDefined(attemptReport(sent, { ...other, resentBy: "any" })[0])
    assert.isDefined(attemptReport(sent, { ...attempt, now: other.now })[0])
  })

  it("is not begun at its deadline", () => {
    assert.isUndefined(attemptReport(ready, { ...attempt, now: reportUntil(eleven) })[0])
  })

  it.each([
    ["ThrottlingException", { waits: true, mayBeAccepted: false, open: 0, aside: [] }],
    ["InternalServiceErrorException", { waits: true, mayBeAccepted: true, open: 0, aside: [] }],
    ["CustomerNotEntitledException", { waits: true, mayBeAccepted: false, open: 0, aside: [] }],
    ["AccessDeniedException", { waits: true, mayBeAccepted: false, open: 0, aside: [] }],
    ["TimestampOutOfBoundsException", { waits: false, mayBeAccepted: undefined, open: 3, aside: [] }],
    [
      "DuplicateRequestException",
      { waits: false, mayBeAccepted: undefined, open: 0, aside: ["DuplicateRequestException"] }
    ],
    [
      "IdempotencyConflictException",
      { waits: false, mayBeAccepted: undefined, open: 0, aside: ["IdempotencyConflictException"] }
    ]
  ])("is judged by AWS's name: %s", (name, wanted) => {
    const [before, sent] = attemptReport(ready, attempt)
    const failure = transportErrorFor({ operation: "MeterUsage", name, status: 400, detail: "" })

    const state = settleReport(sent, {
      answer: Result.fail(failure),
      before: before!,
      jitter: 0.5,
      now: terms.now
    })

    assert.deepStrictEqual(
      {
        waits: state.reports.length === 1,
        mayBeAccepted: state.reports[0]?.mayBeAccepted,
        open: state.open.reduce((sum, { quantity }) => sum + quantity, 0),
        aside: state.setAside.map(({ reason }) => reason)
      },
      wanted
    )
  })

  it("that may be with AWS is in doubt when AWS no longer takes it, and never counted again", () => {
    const [before, sent] = attemptReport(ready, attempt)
    const lost = transportErrorFor({ operation: "MeterUsage", name: undefined, status: 503, detail: "" })
    const late = transportErrorFor({
      operation: "MeterUsage",
      name: "TimestampOutOfBoundsException",
      status: 400,
      detail: ""
    })
    const settling = { before: before!, jitter: 0.5, now: terms.now }
    const waiting = settleReport(sent, { ...settling, answer: Result.fail(lost) })
    const [again, resent] = attemptReport(waiting, attempt)

    const refused = settleReport(resent, { ...settling, before: again!, answer: Result.fail(late) })
    const [, expired] = beginReporting(waiting, { ...terms, now: reportUntil(eleven) })

    assert.deepStrictEqual(
      [refused, expired].map(({ open, setAside }) => [open, setAside.map(({ reason }) => reason)]),
      [
        [[], ["InDoubt: TimestampOutOfBoundsException"]],
        [[], ["InDoubt"]]
      ]
    )
  })
})
