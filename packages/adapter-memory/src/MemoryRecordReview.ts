import { type DedupKey, Instant, type RecordReview, type WaitingRecord } from "@tallyhour/core"
import { Effect } from "effect"
import type { LedgerRow, MemoryState } from "./MemoryState.ts"

/** The review of the reference store. */
export const memoryRecordReview = (state: MemoryState): RecordReview["Service"] => ({
  withheld: (now) =>
    Effect.sync(() =>
      [...state.unsettled]
        .filter((row) => isWithheld(row, now))
        .map((row): WaitingRecord => ({
          record: row.record,
          until: row.withheldUntil!,
          reason: row.reason ?? ""
        }))
        .sort(byRelease)
    ),

  release: (dedupKey, now) =>
    decide(state, dedupKey, now, (row) => {
      row.withheldUntil = undefined
      row.availableAt = now
    }),

  withdraw: (dedupKey, reason, now) =>
    decide(state, dedupKey, now, (row) => {
      row.withheldUntil = undefined
      row.state = "dead"
      row.reason = reason
      row.endedAt = now
      state.unsettled.delete(row)
    })
})

const decide = (
  state: MemoryState,
  dedupKey: DedupKey,
  now: Instant,
  change: (row: LedgerRow) => void
): Effect.Effect<boolean> =>
  Effect.sync(() => {
    const row = state.records.get(dedupKey)
    if (row === undefined || !isWithheld(row, now)) return false
    change(row)
    return true
  })

const isWithheld = ({ attempts, state, withheldUntil }: LedgerRow, now: Instant): boolean =>
  state === "sealed" && attempts === 0 && withheldUntil !== undefined && Instant.isBefore(now, withheldUntil)

const byRelease = (a: WaitingRecord, b: WaitingRecord): number =>
  a.until.epochMilliseconds - b.until.epochMilliseconds || (a.record.dedupKey < b.record.dedupKey ? -1 : 1)
