import { DateTime, Duration } from "effect"
import { compareCodePoints } from "../model/compareCodePoints.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import type { HourlyReport, ReporterState } from "../model/ReporterState.ts"
import { type CountedUnits, countUnits, setAside } from "./countUnits.ts"
import { reportToken } from "./reportToken.ts"
import { submissionDeadline } from "./submissionDeadline.ts"
import { sealTagged } from "./addTagged.ts"

/** Who reports, when, and what for. */
export interface Reporting {
  readonly instance: string
  readonly lateness: Duration.Duration
  readonly now: Instant
  readonly productCode: string
  readonly reporter: string
  /** Who may send a report again whose answer was lost. */
  readonly resentBy: "any" | "sender"
  /** The dimensions of which an hour without usage is reported as 0. */
  readonly zeroReports?: ReadonlyArray<string>
}

/** Why usage is set aside that AWS may have; what AWS has said of it follows, if anything. */
export const inDoubt = "InDoubt"

/** How long one instance reports before another may; longer than a request takes. */
export const reporterLease = Duration.minutes(2)

/** Returns the last instant at which the report of an hour is sent, exclusive. */
export const reportUntil = (hour: MeteringHour): Instant =>
  DateTime.subtractDuration(
    submissionDeadline(hour, { operation: "MeterUsage" }),
    MeteringPolicy.safetyMargin
  )

/** Returns the last hour that is over, and has been for as long as stragglers are waited for. */
export const lastHourOver = (now: Instant, lateness: Duration.Duration): MeteringHour =>
  MeteringHour.plus(MeteringHour.of(DateTime.subtractDuration(now, lateness)), -1)

/**
 * Takes the lease, fixes every hour that is over, and returns the reports that are due, the oldest hour first; undefined while
 * another instance holds the lease.
 *
 * What AWS no longer takes for its hour is counted in the next open one of the month, unless AWS may have it: then it is set
 * aside, in doubt.
 */
export const beginReporting = (
  state: ReporterState,
  reporting: Reporting
): readonly [due: ReadonlyArray<HourlyReport> | undefined, ReporterState] => {
  if (!mayHold(state, reporting)) return [undefined, state]
  const leased = { ...state, lease: leaseOf(reporting) }
  const ready = expired(sealed(leased, reporting), reporting.now)
  return [ready.reports.filter((report) => isDue(report, reporting)), ready]
}

/**
 * Says how an instance stands to a round: another one reports; it is idle, because no hour is to be closed and no report waits;
 * or it is at work.
 */
export const standingBy = (state: ReporterState, reporting: Reporting): "away" | "idle" | "at work" => {
  if (!mayHold(state, reporting)) return "away"
  const isClosed = lastHourOver(reporting.now, reporting.lateness) <= (state.sealedThrough ?? -Infinity)
  return isClosed && state.reports.length === 0 ? "idle" : "at work"
}

/** Whether an instance may report now. */
export const mayHold = ({ lease }: ReporterState, { instance, now }: Pick<Reporting, "instance" | "now">) =>
  lease === null || lease.holder === instance || !Instant.isBefore(now, lease.until)

/** The lease of an instance from now on. */
export const leaseOf = ({ instance, now }: Pick<Reporting, "instance" | "now">) => ({
  holder: instance,
  until: DateTime.addDuration(now, reporterLease)
})

/** Whether an instance may send a report: nobody else has sent it with an open end, or AWS goes by its token alone. */
export const maySend = (
  report: HourlyReport,
  { instance, resentBy }: Pick<Reporting, "instance" | "resentBy">
) => !report.mayBeAccepted || resentBy === "any" || report.sentBy === instance

const isDue = (report: HourlyReport, reporting: Reporting): boolean =>
  !Instant.isBefore(reporting.now, report.availableAt) && maySend(report, reporting)

const sealed = (state: ReporterState, reporting: Reporting): ReporterState => {
  const { lateness, now } = reporting
  const last = lastHourOver(now, lateness)
  // A clock that is set back opens no hour again.
  const through = MeteringHour.make(Math.max(last, state.sealedThrough ?? last))
  const used = state.open.filter(({ hour }) => hour <= through)
  const over = [...used, ...zerosOf(state, { ...reporting, through })]
  const open = state.open.filter(({ hour }) => hour > through)
  return over.reduce(
    (next: ReporterState, usage: CountedUnits) => {
      const { dimension, hour } = usage
      const quantity = Math.min(usage.quantity, MeteringLimits.quantityMax)
      const report: HourlyReport = {
        attempts: 0,
        availableAt: now,
        clientToken: reportToken({ ...reporting, dimension, hour }),
        dimension,
        hour,
        mayBeAccepted: false,
        ...sealTagged(quantity, usage),
        sentBy: null
      }
      const rest = { dimension, hour, quantity: usage.quantity - quantity }
      return countUnits({ ...next, reports: [...next.reports, report].sort(byHour) }, rest, "TooMuch")
    },
    { ...state, open, sealedThrough: through }
  )
}

// Only hours that this reporter has seen begin and end, and that AWS still takes: of others it does not know that nothing was used.
const zerosOf = (
  { open, sealedThrough }: ReporterState,
  { now, through, zeroReports = [] }: Reporting & { readonly through: MeteringHour }
): ReadonlyArray<CountedUnits> => {
  if (sealedThrough === null) return []
  const hoursBack = Duration.toHours(MeteringLimits.meterUsageLookback)
  const hours = Array.from({ length: hoursBack }, (_, i) => MeteringHour.plus(through, -i)).filter(
    (hour) => hour > sealedThrough && Instant.isBefore(now, reportUntil(hour))
  )
  return hours.flatMap((hour) =>
    [...new Set(zeroReports)]
      .filter((dimension) => !open.some((usage) => usage.hour === hour && usage.dimension === dimension))
      .map((dimension) => ({ dimension, hour, quantity: 0 }))
  )
}

const expired = (state: ReporterState, now: Instant): ReporterState => {
  const isLate = ({ hour }: HourlyReport) => !Instant.isBefore(now, reportUntil(hour))
  const kept: ReporterState = { ...state, reports: state.reports.filter((report) => !isLate(report)) }
  return state.reports
    .filter(isLate)
    .reduce(
      (next, report) =>
        report.mayBeAccepted ? setAside(next, report, inDoubt) : countUnits(next, report, "TooLate"),
      kept
    )
}

const byHour = (left: HourlyReport, right: HourlyReport): number =>
  left.hour - right.hour || compareCodePoints(left.dimension, right.dimension)
