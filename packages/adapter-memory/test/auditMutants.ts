import type { LedgerAudit, LedgerEntry, LedgerMove } from "@tallyhour/core"
import { Effect } from "effect"
import type { StoreMutant } from "./StoreMutant.ts"

/** Readers of the ledger with one thing wrong. */
export const auditMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "begins the next page with the last record of the one before",
    breaks: ["each record is in one page, whatever the size of the pages"],
    store: ({ audit }, state) => ({
      audit: {
        ...audit,
        entries: ({ after, recordsMax }) => {
          const before = [...state.records.keys()]
            .filter((key) => after !== undefined && key < after)
            .sort()
            .at(-1)
          return audit.entries({ after: recordsMax === 2 ? before : after, recordsMax })
        }
      }
    })
  },
  {
    mistake: "leaves out the first record after a page",
    breaks: ["each record is in one page, whatever the size of the pages"],
    store: ({ audit }) => ({
      audit: {
        ...audit,
        entries: (page) =>
          Effect.map(audit.entries(page), (read) =>
            page.after === undefined ? read : { ...read, entries: read.entries.slice(1) }
          )
      }
    })
  },
  {
    mistake: "returns all there is, whatever the page",
    breaks: ["a page holds no more records than asked for, and says where the next one begins"],
    store: ({ audit }) => ({
      audit: { ...audit, entries: ({ after }) => audit.entries({ after, recordsMax: 1_000_000 }) }
    })
  },
  {
    mistake: "returns the records as they were sealed",
    breaks: ["records come in the order of their dedup keys"],
    store: ({ audit }, state) => ({
      audit: {
        ...audit,
        entries: (page) =>
          Effect.map(audit.entries(page), (read) => {
            const keys = [...state.records.keys()]
            const place = ({ record }: LedgerEntry) => keys.indexOf(record.dedupKey)
            return { ...read, entries: read.entries.toSorted((a, b) => place(a) - place(b)) }
          })
      }
    })
  },
  {
    mistake: "tells only half of the units",
    breaks: ["an entry holds the record as it was sealed"],
    store: reading((entry) => ({
      ...entry,
      record: { ...entry.record, quantity: entry.record.quantity / 2 }
    }))
  },
  {
    mistake: "does not say that a record is leased",
    breaks: ["an entry says that its record waits, is leased, and waits again"],
    store: reading((entry) => ({ ...entry, leasedUntil: undefined }))
  },
  {
    mistake: "does not count attempts",
    breaks: ["an entry says that its record waits, is leased, and waits again"],
    store: reading((entry) => ({ ...entry, attempts: 0 }))
  },
  {
    mistake: "keeps AWS's id to itself",
    breaks: ["an entry says how and when its record ended"],
    store: reading((entry) => ({ ...entry, meteringRecordId: undefined }))
  },
  {
    mistake: "does not say when a record ended",
    breaks: [
      "an entry in doubt says that its record may be accepted",
      "an entry says how and when its record ended"
    ],
    store: reading((entry) => ({ ...entry, endedAt: undefined }))
  },
  {
    mistake: "takes what is in doubt for what never arrived",
    breaks: ["an entry in doubt says that its record may be accepted"],
    store: reading((entry) => ({
      ...entry,
      mayBeAccepted: entry.mayBeAccepted && entry.state !== "in doubt"
    }))
  },
  {
    mistake: "hides what a guard withholds",
    breaks: ["an entry says until when its record is withheld"],
    store: reading((entry) => ({ ...entry, withheldUntil: undefined }))
  },
  {
    mistake: "returns the rows themselves",
    breaks: ["what was read stays as it was when its record goes on"],
    store: ({ audit }, state) => ({
      audit: {
        ...audit,
        entries: (page) =>
          Effect.map(audit.entries(page), (read) => ({
            ...read,
            entries: read.entries.map((entry) => {
              const row = state.records.get(entry.record.dedupKey)!
              return Object.defineProperties(
                { ...entry },
                { state: { enumerable: true, get: () => row.state } }
              )
            })
          }))
      }
    })
  },
  {
    mistake: "turns moves round",
    breaks: ["a move says whose usage went from which hour to which, and how much"],
    store: moving((moves) => moves.map((move) => ({ ...move, from: move.to, to: move.from })))
  },
  {
    mistake: "returns the moves of the last page again",
    breaks: ["each move is in one page, in the order of positions"],
    store: ({ audit }) => ({
      audit: {
        ...audit,
        moves: ({ after = 0, movesMax }) =>
          audit.moves({ after: movesMax === 2 && after > 1 ? after - 1 : after, movesMax })
      }
    })
  },
  {
    mistake: "returns the latest moves first",
    breaks: ["each move is in one page, in the order of positions"],
    store: moving((moves) => moves.toReversed())
  },
  {
    mistake: "returns all moves, whatever the page",
    breaks: ["each move is in one page, in the order of positions"],
    store: ({ audit }) => ({
      audit: { ...audit, moves: ({ after }) => audit.moves({ after, movesMax: 1_000_000 }) }
    })
  }
]

function reading(broken: (entry: LedgerEntry) => LedgerEntry): StoreMutant["store"] {
  return ({ audit }): { readonly audit: LedgerAudit["Service"] } => ({
    audit: {
      ...audit,
      entries: (page) =>
        Effect.map(audit.entries(page), (read) => ({ ...read, entries: read.entries.map(broken) }))
    }
  })
}

function moving(
  broken: (moves: ReadonlyArray<LedgerMove>) => ReadonlyArray<LedgerMove>
): StoreMutant["store"] {
  return ({ audit }): { readonly audit: LedgerAudit["Service"] } => ({
    audit: { ...audit, moves: (page) => Effect.map(audit.moves(page), broken) }
  })
}
