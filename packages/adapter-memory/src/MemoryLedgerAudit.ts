import type { LedgerAudit, LedgerEntry } from "@tallyhour/core"
import { Effect } from "effect"
import type { LedgerRow, MemoryState } from "./MemoryState.ts"

/** The rows of the reference store. They are in order only when somebody asks, because nobody else wants them so. */
export const memoryLedgerAudit = (state: MemoryState): LedgerAudit["Service"] => ({
  entries: ({ after, recordsMax }) =>
    Effect.sync(() => {
      const rest = [...state.records]
        .filter(([key]) => after === undefined || key > after)
        .sort(([a], [b]) => (a < b ? -1 : 1))
      const page = rest.slice(0, recordsMax)
      return {
        entries: page.map(([, row]) => entryOf(row)),
        unreadable: [],
        next: page.length < rest.length ? page.at(-1)?.[0] : undefined
      }
    }),

  moves: ({ after = 0, movesMax }) =>
    Effect.sync(() =>
      state.moves.slice(after, after + movesMax).map((move, i) => ({ ...move, position: after + i + 1 }))
    )
})

// A row changes in place, and what was read must not.
const entryOf = (row: LedgerRow): LedgerEntry => ({
  record: row.record,
  state: row.state,
  attempts: row.attempts,
  mayBeAccepted: row.mayBeAccepted,
  availableAt: row.availableAt,
  leasedUntil: row.lease?.until,
  withheldUntil: row.withheldUntil,
  reason: row.reason,
  meteringRecordId: row.meteringRecordId,
  endedAt: row.endedAt
})
