import { DateTime, type Duration, Result } from "effect"
import type { Instant } from "../model/Instant.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { serviceErrorOf, UnnamedErrors } from "../model/ServiceErrors.ts"
import { Settlement } from "../model/Settlement.ts"
import type { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import type { TransportError } from "../model/TransportError.ts"
import { retryAt } from "./retryAt.ts"

/**
 * Judges what AWS's word, or its silence, means for a record.
 *
 * - **Unit**: `jitter` is drawn from 0 to 1; `safetyMargin` is how long before AWS stops taking it a record is last sent.
 * - **Shape**: exhaustive. Success is the only way to be settled as accepted; silence never changes a record, it is only
 *   sent again; a refusal kills it only when no repetition can help and no earlier attempt may have been accepted.
 *
 * **Example** (AWS says duplicate: to the first attempt, and after one that went unheard)
 *
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *     const duplicate = Result.succeed(SubmissionOutcome.make({ _tag: "Duplicate" }))
 *     const first = { record, attempts: 1, mayBeAccepted: false, sendBefore: record.deadline }
 *     const when = { jitter: 0.5, now: record.sealedAt, safetyMargin: Duration.minutes(15) }
 *
 *     settlementFor(duplicate, first, when)._tag // => "Dead"
 *     settlementFor(duplicate, { ...first, attempts: 2, mayBeAccepted: true }, when)._tag // => "SettledEarlier"
 */
export const settlementFor = (
  verdict: Result.Result<SubmissionOutcome, TransportError>,
  leased: LeasedRecord,
  when: When
): Settlement => {
  if (Result.isFailure(verdict)) {
    const { message, reason } = verdict.failure
    return again(leased, when, { reason: message, mayBeAccepted: reason.mayBeAccepted })
  }
  const outcome = verdict.success
  const { mayBeAccepted, record } = leased
  switch (outcome._tag) {
    // Nothing is checked twice of what nearly every record comes to.
    case "Accepted":
      return { _tag: "Settled", meteringRecordId: outcome.meteringRecordId }
    case "Duplicate":
      return mayBeAccepted
        ? Settlement.make({ _tag: "SettledEarlier" })
        : Settlement.make({
            _tag: "Dead",
            reason: `DuplicateRecord: AWS holds another quantity for ${record.dedupKey}; someone else meters this key`
          })
    case "NotSubscribed":
      return again(leased, when, {
        reason: "CustomerNotSubscribed: the buyer has no active agreement",
        mayBeAccepted: false
      })
    case "Unprocessed":
      return again(leased, when, {
        reason: "UnprocessedRecords: AWS did not get to it",
        mayBeAccepted: false
      })
    case "Unanswered":
      return again(leased, when, {
        reason: "Unanswered: AWS's answer does not name it",
        mayBeAccepted: true
      })
    case "EchoMismatch":
      return again(leased, when, {
        reason: `EchoMismatch: AWS answered with quantity ${outcome.quantity}`,
        mayBeAccepted: true
      })
    case "Rejected": {
      const reason = `${outcome.code}: ${outcome.message}`
      // A name that is not known proves nothing, so the record is asked about again while its window is open.
      const { processed, retry } = serviceErrorOf("BatchMeterUsage", outcome.code) ?? UnnamedErrors.Unanswered
      switch (retry) {
        case "never":
          return Settlement.make(mayBeAccepted ? { _tag: "InDoubt", reason } : { _tag: "Dead", reason })
        // The seller can put it right (a dimension, a license), so the record waits while its window is open.
        case "fix":
        case "retry":
        case "wait":
          return again(leased, when, { reason, mayBeAccepted: processed === "unknown" })
      }
    }
  }
}

interface When {
  readonly jitter: number
  readonly now: Instant
  readonly safetyMargin: Duration.Duration
}

const again = (
  { attempts, sendBefore }: LeasedRecord,
  { jitter, now, safetyMargin }: When,
  word: { readonly mayBeAccepted: boolean; readonly reason: string }
): Settlement =>
  Settlement.make({
    _tag: "Retry",
    availableAt: retryAt({
      attempts,
      deadline: DateTime.subtractDuration(sendBefore, safetyMargin),
      jitter,
      now
    }),
    ...word
  })
