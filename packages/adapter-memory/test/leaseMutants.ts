import { type Lease, MeteringHour } from "@tallyhour/core"
import { DateTime, Duration, Effect, Option } from "effect"
import type { LedgerRow, MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

/** Ledgers with one thing wrong in leasing. */
export const leaseMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "leases what another holds",
    breaks: ["a leased record is invisible until its lease expires"],
    store: (honest, state) =>
      leasing(honest, (lease, options) => {
        for (const row of leasedIn(state)) row.lease = undefined
        return lease(options)
      })
  },
  {
    mistake: "never takes over from a holder that is gone",
    breaks: [
      "a holder whose lease went to another settles nothing",
      "a leased record is invisible until its lease expires",
      "a record never moves to a later instant, nor twice to one, nor once it is settled",
      "a record taken over from an expired lease may be accepted already, and says so",
      "a running lease is not expired under its holder",
      "a sealed record comes back to the letter, from a lease and at its deadline"
    ],
    store: (honest) =>
      leasing(honest, (lease, options) =>
        lease({ ...options, until: DateTime.addDuration(options.until, Duration.days(7)) })
      )
  },
  {
    mistake: "forgets that a holder that is gone may have sent",
    breaks: ["a record taken over from an expired lease may be accepted already, and says so"],
    store: (honest, state) =>
      leasing(honest, (lease, options) => {
        for (const row of leasedIn(state)) {
          if (row.lease !== undefined && row.lease.until.epochMilliseconds <= options.now.epochMilliseconds) {
            row.state = "sealed"
          }
        }
        return lease(options)
      })
  },
  {
    mistake: "leases in the order of insertion",
    breaks: [
      "leases come in the order of deadlines",
      "what must be sent sooner since its subscription ended is leased first, unchanged"
    ],
    store: (honest, state) =>
      leasing(honest, (lease, options) =>
        Effect.map(lease(options), (taken) => ({ ...taken, records: inOrderOf(state, taken) }))
      )
  },
  {
    mistake: "leases all there is",
    breaks: ["a lease takes no more records than asked for"],
    store: (honest) => leasing(honest, (lease, options) => lease({ ...options, recordsMax: 10_000 }))
  },
  {
    mistake: "leases a record to the last instant, that instant included",
    breaks: [
      "a record at its deadline is not leased",
      "what AWS takes no longer since its subscription ended is not leased, and expires"
    ],
    store: (honest) =>
      leasing(honest, (lease, options) =>
        lease({
          ...options,
          deadlineAfter: DateTime.subtractDuration(options.deadlineAfter, Duration.millis(1))
        })
      )
  },
  {
    mistake: "settles for a holder that lost its lease",
    breaks: ["a holder whose lease went to another settles nothing"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        settle: ({ id }, settlements, now) => {
          for (const row of leasedIn(state)) row.lease = { id, until: now }
          return ledger.settle({ id }, settlements, now)
        }
      }
    })
  },
  {
    mistake: "ends a record while its holder is sending it",
    breaks: ["a running lease is not expired under its holder"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        expire: (options) => {
          for (const row of leasedIn(state)) row.lease = undefined
          return ledger.expire(options)
        }
      }
    })
  },
  {
    mistake: "does not know when anything is due",
    breaks: ["a retry is leased from its instant on, and not before"],
    store: ({ ledger }) => ({ ledger: { ...ledger, nextDueAt: Effect.succeed(Option.none()) } })
  },
  {
    mistake: "wakes at the deadline and not at the retry",
    breaks: ["a retry is leased from its instant on, and not before"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        nextDueAt: Effect.sync(() =>
          Option.map(Option.fromNullishOr([...state.unsettled][0]), ({ record }) =>
            MeteringHour.end(MeteringHour.plus(record.hour, 24))
          )
        )
      }
    })
  }
]

type Lend = StorePorts["ledger"]["lease"]

const leasing = (
  { ledger }: StorePorts,
  broken: (lease: Lend, options: Parameters<Lend>[0]) => ReturnType<Lend>
): Partial<StorePorts> => ({ ledger: { ...ledger, lease: (options) => broken(ledger.lease, options) } })

const leasedIn = (state: MemoryState): ReadonlyArray<LedgerRow> =>
  [...state.unsettled].filter((row) => row.state === "leased")

const inOrderOf = (state: MemoryState, lease: Lease) =>
  [...state.records.keys()].flatMap(
    (dedupKey) => lease.records.find(({ record }) => record.dedupKey === dedupKey) ?? []
  )
