import { DateTime, Duration, Result } from "effect"
import { Instant } from "../model/Instant.ts"
import type { HourlyReport, ReporterState } from "../model/ReporterState.ts"
import type { TransportError } from "../model/TransportError.ts"
import { leaseOf, mayHold, maySend, type Reporting, reportUntil } from "./beginReporting.ts"
import { countUnits, setAside } from "./countUnits.ts"
import { retryAt } from "./retryAt.ts"

/**
 * Marks a report as sent, before it is; undefined where the instance may no longer send it.
 *
 * - **Shape**: returns the report as it stood, which `settleReport` wants back.
 */
export const attemptReport = (
  state: ReporterState,
  attempt: Pick<Reporting, "instance" | "now" | "resentBy"> & { readonly clientToken: string }
): readonly [before: HourlyReport | undefined, ReporterState] => {
  const { clientToken, instance, now } = attempt
  const before = state.reports.find((report) => report.clientToken === clientToken)
  // Asked again, because clocks that disagree can give two instances the lease at once.
  if (before === undefined || !mayHold(state, attempt) || !maySend(before, attempt)) return [undefined, state]
  if (!Instant.isBefore(now, reportUntil(before.hour))) return [undefined, state]
  const sent: HourlyReport = {
    ...before,
    attempts: before.attempts + 1,
    mayBeAccepted: true,
    sentBy: before.mayBeAccepted ? before.sentBy : instance
  }
  return [before, { ...replaced(state, sent), lease: leaseOf(attempt) }]
}

/** What AWS has said of a report that was sent, and when. */
export interface ReportAnswer {
  readonly answer: Result.Result<string, TransportError>
  readonly before: HourlyReport
  readonly jitter: number
  readonly now: Instant
}

/**
 * Judges what AWS has said of a report.
 *
 * - Taken: its units are accepted.
 * - No word, or a reason that can be put right: it is sent again unchanged, for as long as AWS takes its hour.
 * - Too late, and surely not with AWS: it is counted in a later hour of the month.
 * - Any other refusal, such as `DuplicateRequestException` or `IdempotencyConflictException`: another report stands for its hour
 *   or its token. It is set aside under AWS's name, because nobody knows what of it was billed.
 */
export const settleReport = (state: ReporterState, settling: ReportAnswer): ReporterState => {
  const { answer, before } = settling
  const without = {
    ...state,
    reports: state.reports.filter((report) => report.clientToken !== before.clientToken)
  }
  // Somebody else has settled it meanwhile.
  if (without.reports.length === state.reports.length) return state
  if (Result.isSuccess(answer)) return accepted(without, before)
  const { reason } = answer.failure
  const mayBeAccepted = before.mayBeAccepted || reason.mayBeAccepted
  const code = "code" in reason && reason.code !== undefined ? reason.code : reason._tag
  if (reason.remedy.retry !== "never") {
    const waiting = replaced(state, {
      ...before,
      attempts: before.attempts + 1,
      availableAt: nextAttempt(settling),
      mayBeAccepted,
      sentBy: mayBeAccepted ? sentBy(state, before) : null
    })
    return waiting
  }
  if (mayBeAccepted) return setAside(without, before, `InDoubt: ${code}`)
  return code === "TimestampOutOfBoundsException"
    ? countUnits(without, before, "TooLate")
    : setAside(without, before, code)
}

/** What a person can put right is asked about this often. */
const fixed = Duration.minutes(5)

const nextAttempt = ({ answer, before, jitter, now }: ReportAnswer): Instant => {
  const needsFix = Result.isFailure(answer) && answer.failure.reason.remedy.retry === "fix"
  if (needsFix) return DateTime.addDuration(now, fixed)
  return retryAt({ attempts: before.attempts + 1, deadline: reportUntil(before.hour), jitter, now })
}

const sentBy = ({ reports }: ReporterState, { clientToken }: HourlyReport): string | null =>
  reports.find((report) => report.clientToken === clientToken)?.sentBy ?? null

const accepted = (state: ReporterState, { dimension, quantity }: HourlyReport): ReporterState => ({
  ...state,
  accepted: { ...state.accepted, [dimension]: (state.accepted[dimension] ?? 0) + quantity }
})

const replaced = (state: ReporterState, report: HourlyReport): ReporterState => ({
  ...state,
  reports: state.reports.map((one) => (one.clientToken === report.clientToken ? report : one))
})
