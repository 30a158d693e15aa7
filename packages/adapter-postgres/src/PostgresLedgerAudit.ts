import {
  type DedupKey,
  Instant,
  type LedgerAudit,
  type LedgerEntry,
  type LedgerMove,
  MeteringHour,
  RecordState
} from "@tallyhour/core"
import { Effect, Result, Schema } from "effect"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import { quantityOf } from "./quantityOf.ts"
import { type EntryRow, ledgerEntries } from "./statement/ledgerEntries.ts"
import { lateMoves, type MoveRow } from "./statement/lateMoves.ts"
import { recordOf } from "./statement/recordColumns.ts"

/** The rows in Postgres, read by their primary keys. */
export const postgresLedgerAudit = ({
  names,
  patiently: { run }
}: PostgresDatabase): LedgerAudit["Service"] => ({
  entries: (page) =>
    Effect.map(
      // One row more than asked for tells whether there is a next page.
      run((within) => within(ledgerEntries(names, { ...page, recordsMax: page.recordsMax + 1 }))),
      (rows) => pageOf(rows.slice(0, page.recordsMax), { isLast: rows.length <= page.recordsMax })
    ),

  moves: (page) =>
    Effect.map(
      run((within) => within(lateMoves(names, page))),
      (rows) => rows.map(moveOf)
    )
})

const pageOf = (rows: ReadonlyArray<EntryRow>, { isLast }: { readonly isLast: boolean }) => {
  const read = rows.map((row) => ({ row, entry: entryOf(row) }))
  return {
    entries: read.flatMap(({ entry }) => (Result.isSuccess(entry) ? [entry.success] : [])),
    unreadable: read.flatMap(({ entry, row: { account, dedup_key, meter } }) =>
      Result.isFailure(entry) ? [{ account, dedupKey: dedup_key, meter, problem: entry.failure }] : []
    ),
    // It goes back into a statement as it came, whatever it is.
    next: isLast ? undefined : (rows.at(-1)?.dedup_key as DedupKey | undefined)
  }
}

const entryOf = (row: EntryRow): Result.Result<LedgerEntry, string> =>
  Result.try({
    try: () => ({
      record: recordOf(row),
      state: stateOf(row.state),
      attempts: Number(row.attempts),
      mayBeAccepted: row.may_be_accepted === "true",
      availableAt: Instant.ofMillis(Number(row.available_at)),
      leasedUntil: instantOf(row.leased_until),
      withheldUntil: instantOf(row.withheld_until),
      reason: row.reason ?? undefined,
      meteringRecordId: row.metering_record_id ?? undefined,
      endedAt: instantOf(row.ended_at)
    }),
    catch: (cause) => (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, " ")
  })

const stateOf = Schema.decodeUnknownSync(RecordState)

const instantOf = (millis: string | null): Instant | undefined =>
  millis === null ? undefined : Instant.ofMillis(Number(millis))

const moveOf = (row: MoveRow): LedgerMove => ({
  position: Number(row.position),
  account: row.account,
  meter: row.meter,
  from: hourOf(row.from_hour),
  to: hourOf(row.to_hour),
  quantity: quantityOf(row.quantity)
})

const hourOf = (millis: string): MeteringHour => MeteringHour.of(Instant.ofMillis(Number(millis)))
