import { meteringRecordIdOf } from "../LedgerRecord.ts"
import type { LedgerRecord } from "../LedgerRecord.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/** What the service says of one record: the record of the ledger that makes it a success, or why there is none. */
export type Verdict = LedgerRecord | Rejection

/** A record that adds nothing to the ledger. */
export interface Rejection {
  /** That of the record that stands in its place, if AWS tells it. */
  readonly MeteringRecordId?: string
  readonly Status: "CustomerNotSubscribed" | "DuplicateRecord"
}

/** AWS's verdict on one record, with the record as it was sent. */
export interface UsageRecordResult {
  readonly UsageRecord: UsageRecord
  readonly MeteringRecordId?: string
  readonly Status: Rejection["Status"] | "Success"
}

/** Returns a verdict in AWS's words. */
export const resultOf = (record: UsageRecord, verdict: Verdict): UsageRecordResult =>
  "holder" in verdict
    ? { UsageRecord: record, MeteringRecordId: meteringRecordIdOf(verdict), Status: "Success" }
    : { UsageRecord: record, ...verdict }
