import { Settlement } from "@tallyhour/core"
import { DateTime, Duration, Effect } from "effect"
import type { StoreMutant, StorePorts } from "./StoreMutant.ts"

/** Ledgers with one thing wrong in settling and in what is never settled. */
export const settleMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "sends again what AWS has accepted",
    breaks: ["a settled record is final"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        lease: (options) => {
          for (const row of state.records.values()) {
            if (row.state !== "settled") continue
            row.state = "sealed"
            state.unsettled.add(row)
          }
          return ledger.lease(options)
        }
      }
    })
  },
  {
    mistake: "retries at once",
    breaks: ["a retry is leased from its instant on, and not before"],
    store: settling((settlement) =>
      settlement._tag === "Retry"
        ? Settlement.make({ ...settlement, availableAt: DateTime.makeUnsafe(0) })
        : settlement
    )
  },
  {
    mistake: "takes any attempt for one that may have arrived",
    breaks: [
      "a retry is leased from its instant on, and not before",
      "a record past its deadline ends dead with AWS's last word, or in doubt when it may be accepted"
    ],
    store: settling((settlement) =>
      settlement._tag === "Retry" ? Settlement.make({ ...settlement, mayBeAccepted: true }) : settlement
    )
  },
  {
    mistake: "forgets a doubt when the next attempt is answered",
    breaks: ["a doubt once raised stays with the record"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        settle: (lease, settlements, now) => {
          for (const { dedupKey, settlement } of settlements) {
            const row = state.records.get(dedupKey)
            if (row !== undefined && settlement._tag === "Retry") row.mayBeAccepted = false
          }
          return ledger.settle(lease, settlements, now)
        }
      }
    })
  },
  {
    mistake: "forgets why a record died",
    breaks: ["a dead record keeps its units and its reason"],
    store: ({ books }) => ({
      books: {
        ...books,
        unbilled: Effect.map(books.unbilled, (rows) => rows.map((row) => ({ ...row, reason: "" })))
      }
    })
  },
  {
    mistake: "buries the dead, units and all",
    breaks: [
      "a dead record keeps its units and its reason",
      "a record past its deadline ends dead with AWS's last word, or in doubt when it may be accepted"
    ],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        expire: (options) => Effect.tap(ledger.expire(options), () => Effect.sync(() => bury(state))),
        settle: (lease, settlements, now) =>
          Effect.tap(ledger.settle(lease, settlements, now), () => Effect.sync(() => bury(state)))
      }
    })
  },
  {
    mistake: "forgets AWS's last word at the deadline",
    breaks: [
      "a record past its deadline ends dead with AWS's last word, or in doubt when it may be accepted"
    ],
    store: expiring((expired) => expired.map((one) => ({ ...one, reason: "Expired" })))
  },
  {
    mistake: "ends records a second too early",
    breaks: [
      "a record past its deadline ends dead with AWS's last word, or in doubt when it may be accepted",
      "what AWS takes no longer since its subscription ended is not leased, and expires"
    ],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        expire: (options) =>
          ledger.expire({
            ...options,
            deadlineUntil: DateTime.addDuration(options.deadlineUntil, Duration.seconds(1))
          })
      }
    })
  },
  {
    mistake: "takes every expired record for dead, doubt or not",
    breaks: [
      "a record past its deadline ends dead with AWS's last word, or in doubt when it may be accepted",
      "a running lease is not expired under its holder"
    ],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        expire: (options) =>
          Effect.map(ledger.expire(options), (expired) => {
            for (const row of state.records.values()) if (row.state === "in doubt") row.state = "dead"
            return expired.map((one) => ({ ...one, state: "dead" as const }))
          })
      }
    })
  }
]

function settling(broken: (settlement: Settlement) => Settlement): StoreMutant["store"] {
  return ({ ledger }) => ({
    ledger: {
      ...ledger,
      settle: (lease, settlements, now) =>
        ledger.settle(
          lease,
          settlements.map(({ dedupKey, settlement }) => ({ dedupKey, settlement: broken(settlement) })),
          now
        )
    }
  })
}

type Expired = ReturnType<StorePorts["ledger"]["expire"]>

function expiring(
  broken: (expired: Effect.Success<Expired>) => Effect.Success<Expired>
): StoreMutant["store"] {
  return ({ ledger }) => ({
    ledger: { ...ledger, expire: (options) => Effect.map(ledger.expire(options), broken) }
  })
}

const bury = (state: Parameters<StoreMutant["store"]>[1]): void => {
  for (const [key, row] of state.records) if (row.state === "dead") state.records.delete(key)
}
