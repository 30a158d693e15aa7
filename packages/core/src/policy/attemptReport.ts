import { DateTime, Duration, Result } from "effect"
import { Instant } from "../model/Instant.ts"
import type { Remedy } from "../model/Remedy.ts"
import type { HourlyReport, ReporterState } from "../model/ReporterState.ts"
import type { TransportError } from "../model/TransportError.ts"
import { inDoubt, leaseOf, mayHold, maySend, type Reporting, reportUntil } from "./beginReporting.ts"
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
 * - Taken: its units are accepted, even if they were set aside in doubt meanwhile, because nobody may bill them again.
 * - Anything else of an attempt that is not the latest: nothing changes.
 * - No word, or a reason that can be put right: it is sent again unchanged, for as long as AWS takes its hour.
 * - Too late, and surely not with AWS: it is counted in a later hour of the month.
 * - Any other refusal, such as `DuplicateRequestException` or `IdempotencyConflictException`: another report stands for its hour
 *   or its token. It is set aside under AWS's name, because nobody knows what of it was billed.
 */
export const settleReport = (state: ReporterState, settling: ReportAnswer): ReporterState => {
  const { answer, before } = settling
  const sent = state.reports.find((report) => report.clientToken === before.clientToken)
  const without = { ...state, reports: state.reports.filter((report) => report !== sent) }
  if (Result.isSuccess(answer))
    return sent === undefined ? takenBack(state, before) : accepted(without, before)
  // Somebody has settled it meanwhile, or sent it again: what this attempt did not do, the other may have done.
  if (sent?.attempts !== before.attempts + 1) return state
  const { reason } = answer.failure
  const { retry } = reason.remedy
  const mayBeAccepted = before.mayBeAccepted || reason.mayBeAccepted
  if (retry !== "never") {
    return replaced(state, {
      ...before,
      attempts: before.attempts + 1,
      availableAt: nextAttempt(settling, retry),
      mayBeAccepted,
      sentBy: mayBeAccepted ? sent.sentBy : null
    })
  }
  const code = codeOf(reason)
  if (mayBeAccepted) return setAside(without, before, `${inDoubt}: ${code}`)
  return code === "TimestampOutOfBoundsException"
    ? countUnits(without, before, "TooLate")
    : setAside(without, before, code)
}

/** What a person can put right is asked about this often. */
const fixed = Duration.minutes(5)

const nextAttempt = ({ before, jitter, now }: ReportAnswer, retry: Remedy["retry"]): Instant =>
  retry === "fix"
    ? DateTime.addDuration(now, fixed)
    : retryAt({ attempts: before.attempts + 1, deadline: reportUntil(before.hour), jitter, now })

const codeOf = ({ _tag, code = _tag }: { readonly _tag: string; readonly code?: string }): string => code

// The report of an hour and dimension is the only one that can be in doubt there.
const takenBack = (state: ReporterState, { dimension, hour, quantity }: HourlyReport): ReporterState => {
  const aside = state.setAside.find(
    (usage) =>
      usage.dimension === dimension &&
      usage.hour === hour &&
      usage.quantity === quantity &&
      usage.reason.startsWith(inDoubt)
  )
  if (aside === undefined) return state
  const left = { ...state, setAside: state.setAside.filter((usage) => usage !== aside) }
  return accepted(left, { dimension, quantity })
}

const accepted = (
  state: ReporterState,
  { dimension, quantity }: Pick<HourlyReport, "dimension" | "quantity">
): ReporterState => ({
  ...state,
  accepted: { ...state.accepted, [dimension]: acceptedOf(state, dimension) + quantity }
})

// A dimension may be called as something that every object has, such as "constructor".
const acceptedOf = ({ accepted: sums }: ReporterState, dimension: string): number =>
  Object.hasOwn(sums, dimension) ? sums[dimension]! : 0

const replaced = (state: ReporterState, report: HourlyReport): ReporterState => ({
  ...state,
  reports: state.reports.map((one) => (one.clientToken === report.clientToken ? report : one))
})
