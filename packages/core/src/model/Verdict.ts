import type { Result } from "effect"
import type { LeasedRecord } from "./Lease.ts"
import type { SubmissionOutcome } from "./SubmissionOutcome.ts"
import type { TransportError } from "./TransportError.ts"

/** What came back for one record: AWS's word, or why there is none. */
export interface Verdict {
  readonly leased: LeasedRecord
  readonly verdict: Result.Result<SubmissionOutcome, TransportError>
}
