import { DateTime, type Duration, Result } from "effect"
import type { Instant } from "../model/Instant.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { serviceErrorOf, UnnamedErrors } from "../model/ServiceErrors.ts"
import { Settlement } from "../model/Settlement.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
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
  { attempts, mayBeAccepted, record, sendBefore }: LeasedRecord,
  {
    jitter,
    now,
    safetyMargin
  }: { readonly jitter: number; readonly now: Instant; readonly safetyMargin: Duration.Duration }
): Settlement => {
  const again = (reason: string, mayBeAcceptedNow: boolean): Settlement =>
    Settlement.make({
      _tag: "Retry",
      availableAt: retryAt({
        attempts,
        deadline: DateTime.subtractDuration(sendBefore, safetyMargin),
        jitter,
        now
      }),
      reason,
      mayBeAccepted: mayBeAcceptedNow
    })
  if (Result.isFailure(verdict)) return again(verdict.failure.message, verdict.failure.reason.mayBeAccepted)
  return SubmissionOutcome.match(verdict.success, {
    // Nothing is checked twice of what nearly every record comes to.
    Accepted: ({ meteringRecordId }): Settlement => ({ _tag: "Settled", meteringRecordId }),
    Duplicate: () =>
      mayBeAccepted
        ? Settlement.make({ _tag: "SettledEarlier" })
        : Settlement.make({
            _tag: "Dead",
            reason: `DuplicateRecord: AWS holds another quantity for ${record.dedupKey}; someone else meters this key`
          }),
    NotSubscribed: () => again("CustomerNotSubscribed: the buyer has no active agreement", false),
    Unprocessed: () => again("UnprocessedRecords: AWS did not get to it", false),
    Unanswered: () => again("Unanswered: AWS's answer does not name it", true),
    EchoMismatch: ({ quantity }) => again(`EchoMismatch: AWS answered with quantity ${quantity}`, true),
    Rejected: ({ code, message }) => {
      const reason = `${code}: ${message}`
      // A name that is not known proves nothing, so the record is asked about again while its window is open.
      const { processed, retry } = serviceErrorOf("BatchMeterUsage", code) ?? UnnamedErrors.Unanswered
      switch (retry) {
        case "never":
          return Settlement.make(mayBeAccepted ? { _tag: "InDoubt", reason } : { _tag: "Dead", reason })
        // The seller can put it right (a dimension, a license), so the record waits while its window is open.
        case "fix":
        case "retry":
        case "wait":
          return again(reason, processed === "unknown")
      }
    }
  })
}
