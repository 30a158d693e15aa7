import { Schema } from "effect"
import type { LeasedRecord } from "./Lease.ts"

/**
 * AWS's word on one record, uninterpreted.
 *
 * - `Accepted`: status Success with a record id.
 * - `Duplicate`: AWS holds a record of this key, with another quantity or, after a lost answer, perhaps our own.
 * - `NotSubscribed`: the buyer has no active agreement, for now.
 * - `Unprocessed`: listed in `UnprocessedRecords`: neither billed nor refused.
 * - `Unanswered`: in neither list, so nothing is known of it.
 * - `EchoMismatch`: answered with another quantity than was sent, so the answer proves nothing.
 * - `Rejected`: the request was refused because of this record; `code` is AWS's exception name.
 * - **Source**: AWS SDK 3.1138, BatchMeterUsage and its shapes, read 2026-11-21.
 *
 * **Example** (Every word has its case; none is "the rest")
 *
 *     const billed = SubmissionOutcome.match({
 *       Accepted: ({ meteringRecordId }) => `yes, as ${meteringRecordId}`,
 *       Duplicate: () => "perhaps",
 *       NotSubscribed: () => "no",
 *       Unprocessed: () => "no",
 *       Unanswered: () => "perhaps",
 *       EchoMismatch: () => "perhaps",
 *       Rejected: ({ code }) => `no: ${code}`
 *     })
 *
 *     billed(SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "mr-1" })) // => "yes, as mr-1"
 *     billed(SubmissionOutcome.make({ _tag: "Unanswered" })) // => "perhaps"
 */
export const SubmissionOutcome = Schema.TaggedUnion({
  Accepted: { meteringRecordId: Schema.NonEmptyString },
  Duplicate: {},
  NotSubscribed: {},
  Unprocessed: {},
  Unanswered: {},
  EchoMismatch: { quantity: Schema.Number },
  Rejected: { code: Schema.NonEmptyString, message: Schema.String }
})
export type SubmissionOutcome = typeof SubmissionOutcome.Type

/** AWS's word on each record that was sent, and how much it said of records that were not. */
export interface MatchedAnswer {
  readonly outcomes: ReadonlyArray<{ readonly leased: LeasedRecord; readonly outcome: SubmissionOutcome }>
  /** Entries of the answer that belong to no record of the request: a reason for an alert, never for a settlement. */
  readonly foreign: number
}
