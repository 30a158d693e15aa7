import { type DedupKey, Instant, type RecordLedger } from "@tallyhour/core"
import { Effect, Option } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import { sealOpenHours } from "./sealOpenHours.ts"
import { timeReader } from "./statement/asText.ts"
import { expireRecords } from "./statement/expireRecords.ts"
import { hastenRecords } from "./statement/hastenRecords.ts"
import { leaseDue, unknownMark } from "./statement/leaseDue.ts"
import { nextDue } from "./statement/nextDue.ts"
import { recordOf } from "./statement/recordColumns.ts"
import { settleLeased } from "./statement/settleLeased.ts"

/** The ledger in Postgres. */
export const postgresRecordLedger = ({
  names,
  patiently,
  run
}: PostgresDatabase): RecordLedger["Service"] => {
  let mark = unknownMark
  return {
    seal: (decide, options) => patiently.transact((within) => sealOpenHours(within, names, decide, options)),

    hasten: (ended) =>
      Effect.map(
        run((within) => within(hastenRecords(names, ended))),
        ([row]) => Number(row?.moved ?? 0)
      ),

    lease: (options) =>
      Effect.map(
        run((within) => within(leaseDue(names, { ...options, mark }))),
        (rows) => {
          const [first] = rows
          const time = timeReader()
          if (first !== undefined)
            mark =
              first.order_low === null ? unknownMark : { low: first.order_low, version: first.order_version }
          return {
            id: options.id,
            until: options.until,
            records: rows.map((row) => ({
              record: recordOf(row, time),
              attempts: Number(row.attempts),
              mayBeAccepted: row.may_be_accepted === "true",
              sendBefore: time(row.send_before)
            }))
          }
        }
      ),

    settle: (lease, settlements, now) =>
      settlements.length === 0
        ? Effect.succeed([])
        : Effect.map(
            run((within) => within(settleLeased(names, lease.id, settlements, now))),
            // The keys come back as they went in, from rows that were checked when they were written.
            (rows) => rows.map((row) => row.dedup_key as DedupKey)
          ),

    expire: (options) =>
      Effect.map(
        patiently.run((within) => within(expireRecords(names, options))),
        (rows) => rows.map((row) => ({ record: recordOf(row), state: row.state, reason: row.reason }))
      ),

    nextDueAt: Effect.map(
      run((within) => within(nextDue(names))),
      ([row]) => Option.map(Option.fromNullishOr(row?.due), (due) => Instant.ofMillis(Number(due)))
    )
  }
}
