import type { AcceptedRecord } from "../AcceptedRecord.ts"
import type { Change, RecordAccepted } from "../applyChanges.ts"
import { makeBill } from "../Bill.ts"
import type { DedupKey } from "../DedupKey.ts"
import { toldRecord } from "../LedgerRecord.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { slotOf } from "../slotOf.ts"
import type { Slot } from "../slotOf.ts"
import type { JournalEntry } from "./JournalEntry.ts"

/**
 * Returns an entry as one line of JSON, with its line end.
 *
 * What JSON has no word for (sets, maps, big integers and infinite numbers) is written as an object with one member.
 */
export const entryLine = (entry: JournalEntry): string => `${JSON.stringify(plainEntry(entry))}\n`

const plainEntry = (entry: JournalEntry): unknown => {
  switch (entry._tag) {
    case "Accepted":
      return { ...entry, changes: entry.changes.map(plainChange) }
    case "Called":
      return {
        ...entry,
        call: { ...entry.call, request: plain(entry.call.request) },
        changes: entry.changes.map(plainChange)
      }
    case "Arranged":
      return plain(entry)
    case "Controlled":
    case "Seeded":
    case "TimeSet":
      return entry
  }
}

/**
 * Reads a line back; undefined for a line that is not whole or not an entry.
 *
 * - **Shape**: `seed` is that of the emulator that wrote it: a bill is not written down, and is made from it again.
 */
export const readEntry = (line: string, seed: string): JournalEntry | undefined => {
  const value = parsed(line)
  if (typeof value !== "object" || value === null || !("_tag" in value)) return undefined
  // Only this file writes entries, and a line that was cut short is no JSON.
  const entry = value as JournalEntry
  switch (entry._tag) {
    case "Accepted":
      return { ...entry, changes: entry.changes.map((change) => revivedRecord(asWritten(change), seed)) }
    case "Arranged":
      return revived(entry) as JournalEntry
    case "Called":
      return {
        ...entry,
        call: { ...entry.call, request: revived(entry.call.request) as JsonObject },
        changes: entry.changes.map((change) => revivedChange(change, seed))
      }
    case "Controlled":
    case "Seeded":
    case "TimeSet":
      return entry
    default:
      return undefined
  }
}

/** Returns the value of a JSON text; undefined if it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A record on its way into the journal: of its bill and its holder there stands what the key and the record say. */
interface PlainAccepted {
  readonly _tag: "RecordAccepted"
  readonly key: DedupKey
  readonly record: AcceptedRecord
}

const plainChange = (change: Change): unknown => {
  if (change._tag !== "RecordAccepted") return plain(change)
  const { _tag, key, record } = change
  return { _tag, key, record: toldRecord(record) } satisfies PlainAccepted
}

const revivedChange = (change: unknown, seed: string): Change => {
  const known = change as Change
  return known._tag === "RecordAccepted" ? revivedRecord(asWritten(known), seed) : (revived(change) as Change)
}

// A line holds what plainChange has made of a change.
const asWritten = (change: unknown): PlainAccepted => change as PlainAccepted

const revivedRecord = ({ _tag, key, record }: PlainAccepted, seed: string): RecordAccepted => {
  const { accountId, customerIdentifier, licenseArn, productCode, region, resource } = record
  const holder = { accountId, customerIdentifier, licenseArn, productCode, region, resource }
  const bill = makeBill(seed, key, holder)
  const { acceptedAt, allocations, meteringRecordId, quantity, timestamp } = record
  const idStem = meteringRecordId.slice(0, bill.holder.idStem.length)
  const slot = slotIn(key, record)
  const own = { acceptedAt, allocations, holder: { ...holder, idStem }, quantity, slot, timestamp }
  return { _tag, bill, key, record: own }
}

// An id that was told stands, however ids are made today; it mostly is that of the slot that all such records share.
const slotIn = (key: DedupKey, { dimension, hour, meteringRecordId }: AcceptedRecord): Slot => {
  const shared = slotOf(hour / 3_600, dimension)
  const idTail = meteringRecordId.slice(-shared.idTail.length)
  const isShared = shared.text === key.slot && shared.idTail === idTail
  return isShared ? shared : { dimension, hour: shared.hour, idTail, text: key.slot }
}

const plain = (value: unknown): unknown => {
  if (value instanceof Set) return { $set: [...value].map(plain) }
  if (value instanceof Map) return { $map: [...value].map(plain) }
  if (typeof value === "bigint") return { $bigint: String(value) }
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

const revived = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(revived)
  if (typeof value !== "object" || value === null) return value
  if ("$set" in value) return new Set(revived(value.$set) as ReadonlyArray<unknown>)
  if ("$map" in value) return new Map(revived(value.$map) as ReadonlyArray<readonly [unknown, unknown]>)
  if ("$bigint" in value) return BigInt(String(value.$bigint))
  if ("$number" in value) return Number(value.$number)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revived(member)]))
}
