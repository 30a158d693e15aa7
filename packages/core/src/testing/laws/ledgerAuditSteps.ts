import { Effect } from "effect"
import type { DedupKey } from "../../model/DedupKey.ts"
import type { LedgerEntry } from "../../model/LedgerEntry.ts"
import type { LedgerMove } from "../../model/LedgerMove.ts"
import type { DueUsage, Sealing } from "../../model/Sealing.ts"
import { LedgerAudit } from "../../port/LedgerAudit.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, freshAccount, freshEvent, hourOf, sealAt } from "../builders.ts"
import { clock } from "./ledgerSteps.ts"

const now = at("2026-03-10T12:30:00Z")

/** Where a record stands that waits for its first attempt. */
export const waiting: Omit<LedgerEntry, "availableAt" | "record"> = {
  state: "sealed",
  attempts: 0,
  mayBeAccepted: false,
  leasedUntil: undefined,
  withheldUntil: undefined,
  reason: undefined,
  meteringRecordId: undefined,
  endedAt: undefined
}

/** Stops a reader whose pages never end. */
const pagesMax = 10_000

/** Reads the whole ledger in pages of a size. */
export const entriesIn = Effect.fnUntraced(function* (recordsMax: number) {
  const ledger = yield* LedgerAudit
  const entries: Array<LedgerEntry> = []
  let after: DedupKey | undefined
  for (let page = 0; page < pagesMax; page++) {
    const read = yield* ledger.entries({ after, recordsMax })
    entries.push(...read.entries)
    after = read.next
    if (after === undefined) break
  }
  return entries
})

/** Reads all moves in pages of a size. */
export const movesIn = Effect.fnUntraced(function* (movesMax: number) {
  const ledger = yield* LedgerAudit
  const moves: Array<LedgerMove> = []
  for (let page = 0; page < pagesMax; page++) {
    const read = yield* ledger.moves({ after: moves.at(-1)?.position, movesMax })
    moves.push(...read)
    if (read.length < movesMax) break
  }
  return moves
})

/** Returns the entry of an account. */
export const entryOf = (account: string) =>
  Effect.map(entriesIn(10_000), (entries) => entries.find(({ record }) => record.account === account))

/** Returns all of an entry but its record. */
export const standingOf = (entry: LedgerEntry | undefined) => {
  if (entry === undefined) return undefined
  const { record: _, ...standing } = entry
  return standing
}

/** Returns what an entry says of an end. */
export const endOf = (entry: LedgerEntry | undefined) => {
  if (entry === undefined) return undefined
  const { endedAt, mayBeAccepted, meteringRecordId, reason, state } = entry
  return { state, mayBeAccepted, meteringRecordId, reason, endedAt }
}

const useAndSeal = Effect.fnUntraced(function* (
  occurredAt: string,
  decide: (usage: DueUsage) => Sealing = sealAt(now)
) {
  const account = yield* freshAccount()
  yield* use(account, occurredAt, "3")
  yield* seal(decide)
  return account
})

/** Records usage of an hour that is sealed already, which moves to the next one, and returns its account. */
export const lateUsage = Effect.fnUntraced(function* () {
  const account = yield* useAndSeal("2026-03-10T10:30:00Z")
  yield* use(account, "2026-03-10T10:40:00Z", "2")
  yield* seal(sealAt(now))
  return account
})

/** Seals an hour, and then the one before it. */
export const lateHour = Effect.fnUntraced(function* () {
  const account = yield* useAndSeal("2026-03-10T11:30:00Z")
  yield* use(account, "2026-03-10T10:30:00Z", "2")
  yield* seal(sealAt(now))
})

/** Seals a record that is withheld until 15:00, and returns its account. */
export const aWithheldRecord = () => useAndSeal("2026-03-10T11:30:00Z", withhold)

const use = Effect.fnUntraced(function* (account: string, occurredAt: string, units: string) {
  const outbox = yield* UsageOutbox
  yield* outbox.append([yield* freshEvent({ account, occurredAt, quantity: units })], now)
})

const seal = (decide: (usage: DueUsage) => Sealing) =>
  Effect.flatMap(RecordLedger, (ledger) =>
    ledger.seal(decide, { now, openHoursMax: 10_000, through: hourOf("2026-03-10T11:00:00Z") })
  )

const withhold = (usage: DueUsage): Sealing => {
  const sealing = sealAt(now)(usage)
  const until = clock("15:00")
  return {
    ...sealing,
    withheld: sealing.records.map(({ dedupKey }) => ({ dedupKey, reason: "Withheld: too many", until }))
  }
}
