import { type Instant, StoreError, StoreRefused } from "@tallyhour/core"
import { DateTime, Effect } from "effect"
import { type RawBuilder } from "kysely"
import type { PostgresDatabase } from "./PostgresDatabase.ts"
import type { Names } from "./schema/Names.ts"
import type { SqlRunner } from "./SqlRunner.ts"
import { archiveEvents, figureSeries, hasFinishedEvent } from "./statement/archiveEvents.ts"
import { type ArchivePage, blocksOf, noteArchiving } from "./statement/archivePage.ts"
import { archiveRecords, hasFinishedRecord } from "./statement/archiveRecords.ts"
import { findForeignCount, lockCounted } from "./statement/countEvents.ts"
import { lockRestored } from "./statement/renumberEvents.ts"

/** What is archived, and by which time of now. */
export interface ArchiveOptions {
  /** What occurred, was recorded and ended before this moves. */
  readonly before: Instant
  readonly now: Instant
}

/** What has moved to the archive. */
export interface Archived {
  readonly events: number
  readonly records: number
}

/**
 * How long everything stays where it is, in days: past what AWS takes, the guards look at, and a month can still bring for the one
 * before it.
 */
const daysKeptMin = 62

/** How many blocks of the disk are looked through in one transaction: some thousand events. */
const blocksPerTransaction = 128

/** Moves what is finished to the archive, piece by piece. */
export const archiveFinished = Effect.fnUntraced(function* (
  database: PostgresDatabase,
  { before, now }: ArchiveOptions
): Effect.fn.Return<Archived, StoreError> {
  const latest = DateTime.subtract(now, { days: daysKeptMin })
  if (DateTime.isGreaterThan(before, latest)) return yield* tooEarly(before, latest)
  return {
    events: yield* archiveTable(database, events, { before, now }),
    records: yield* archiveTable(database, records, { before, now })
  }
})

/** A table, and how a piece of it is archived in the transaction of an intervention. */
interface Archivable {
  readonly name: "usage_event" | "usage_record"
  readonly hasFinished: (names: Names, page: ArchivePage) => RawBuilder<{ readonly found: "true" | "false" }>
  readonly move: (run: SqlRunner, names: Names, page: ArchivePage, archivedAs: string) => Promise<number>
}

const events: Archivable = {
  name: "usage_event",
  hasFinished: hasFinishedEvent,
  move: async (run, names, page, archivedAs) => {
    const [moved] = await run(archiveEvents(names, page, archivedAs))
    if (moved!.touched !== null) await run(figureSeries(names, moved!.touched))
    return Number(moved!.events)
  }
}

const records: Archivable = {
  name: "usage_record",
  hasFinished: hasFinishedRecord,
  move: async (run, names, page, archivedAs) => {
    const [moved] = await run(archiveRecords(names, page, archivedAs))
    return Number(moved!.records)
  }
}

const archiveTable = Effect.fnUntraced(function* (
  { names, patiently }: PostgresDatabase,
  table: Archivable,
  { before, now }: ArchiveOptions
) {
  const [size] = yield* patiently.run((run) => run(blocksOf(names, table.name)))
  let moved = 0
  for (let from = 0; from < Number(size!.blocks); from += blocksPerTransaction) {
    const page = { before, from, until: from + blocksPerTransaction }
    // What has nothing to move is only read, and leaves no trace.
    const [look] = yield* patiently.run((run) => run(table.hasFinished(names, page)))
    if (look!.found !== "true") continue
    moved += yield* patiently.transact(async (run) => {
      await lockCount(run, names)
      const [noted] = await run(noteArchiving(names, before, now))
      return table.move(run, names, page, noted!.archived_as)
    })
  }
  return moved
})

// Archivings follow each other, and sealings and adoptions: what each adds to a figure builds on what was there.
const lockCount = async (run: SqlRunner, names: Names): Promise<void> => {
  await run(lockCounted(names))
  const [restored] = await run(lockRestored(names))
  const [count] = await run(findForeignCount(names, restored!.snapshot))
  if (restored!.is_foreign === "true" || count!.is_foreign === "true")
    throw new StoreError({ reason: new StoreRefused({ detail: notAdopted }) })
}

const notAdopted =
  'the tables come from a dump of another server, whose numbers of transactions do not tell here which events are counted; run "tallyhour adopt" before anything is archived'

const tooEarly = (before: Instant, latest: Instant): StoreError =>
  new StoreError({
    reason: new StoreRefused({
      detail: `what is younger than ${daysKeptMin} days stays where sealing finds it; archive what is before ${DateTime.formatIso(latest)}, not before ${DateTime.formatIso(before)}`
    })
  })
