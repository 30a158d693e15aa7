import { type DedupKey, type Instant, type RecordState, Settlement } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"

/** Writes settlements to the records that the lease still holds, and returns the keys of those. */
export const settleLeased = (
  names: Names,
  leaseId: string,
  settlements: ReadonlyArray<{ readonly dedupKey: DedupKey; readonly settlement: Settlement }>,
  now: Instant
): RawBuilder<{ readonly dedup_key: string }> => sql<{ dedup_key: string }>`
  select dedup_key
  from ${names.settleLeased}(${JSON.stringify(settlements.map(wordRow))}, ${leaseId}, ${DateTime.formatIso(now)}) dedup_key`

interface Word {
  readonly state: RecordState
  readonly available_at?: string
  readonly may_be_accepted: boolean
  readonly reason?: string
  readonly metering_record_id?: string
}

const wordRow = ({
  dedupKey,
  settlement
}: {
  readonly dedupKey: DedupKey
  readonly settlement: Settlement
}) => ({
  dedup_key: dedupKey,
  ...wordOf(settlement)
})

const wordOf = Settlement.match({
  Settled: ({ meteringRecordId }): Word => ({
    state: "settled",
    may_be_accepted: false,
    metering_record_id: meteringRecordId
  }),
  SettledEarlier: (): Word => ({
    state: "settled",
    may_be_accepted: true,
    reason: "DuplicateRecord: accepted at an earlier attempt"
  }),
  Retry: ({ availableAt, mayBeAccepted, reason }): Word => ({
    state: "sealed",
    available_at: DateTime.formatIso(availableAt),
    may_be_accepted: mayBeAccepted,
    reason
  }),
  Dead: ({ reason }): Word => ({ state: "dead", may_be_accepted: false, reason }),
  InDoubt: ({ reason }): Word => ({ state: "in doubt", may_be_accepted: false, reason })
})
