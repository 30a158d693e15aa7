import { Instant, type RecordReview } from "@tallyhour/core"
import { Effect } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import { recordOf } from "./statement/recordColumns.ts"
import { releaseRecord, withdrawRecord, withheldRecords } from "./statement/withheldRecords.ts"

/** The review in Postgres. */
export const postgresRecordReview = ({ names, run }: PostgresDatabase): RecordReview["Service"] => ({
  withheld: (now) =>
    Effect.map(
      run((within) => within(withheldRecords(names, now))),
      (rows) =>
        rows.map((row) => ({
          record: recordOf(row),
          until: Instant.ofMillis(Number(row.withheld_until)),
          reason: row.reason ?? ""
        }))
    ),

  release: (dedupKey, now) =>
    Effect.map(
      run((within) => within(releaseRecord(names, dedupKey, now))),
      ({ length }) => length > 0
    ),

  withdraw: (dedupKey, reason, now) =>
    Effect.map(
      run((within) => within(withdrawRecord(names, dedupKey, { now, reason }))),
      ({ length }) => length > 0
    )
})
