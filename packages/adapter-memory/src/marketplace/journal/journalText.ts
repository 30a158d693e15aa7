import type { Change, RecordAccepted } from "../applyChanges.ts"
import { makeBill } from "../Bill.ts"
import type { JournalEntry } from "./JournalEntry.ts"

/**
 * Returns an entry as one line of JSON, with its line end.
 *
 * What JSON has no word for (sets, maps and infinite numbers inside changes) is written as an object with one member.
 */
export const entryLine = (entry: JournalEntry): string =>
  `${JSON.stringify(entry._tag === "Called" ? { ...entry, changes: entry.changes.map(plainChange) } : entry)}\n`

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
    case "Called":
      return { ...entry, changes: entry.changes.map((change) => revivedChange(change, seed)) }
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

const plainChange = (change: Change): unknown => {
  if (change._tag !== "RecordAccepted") return plain(change)
  const { _tag, key, record } = change
  return { _tag, key, record }
}

const revivedChange = (change: unknown, seed: string): Change => {
  const known = change as Change | Omit<RecordAccepted, "bill">
  if (known._tag === "RecordAccepted") return { ...known, bill: makeBill(seed, known.key) }
  return revived(change) as Change
}

const plain = (value: unknown): unknown => {
  if (value instanceof Set) return { $set: [...value].map(plain) }
  if (value instanceof Map) return { $map: [...value].map(plain) }
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
  if ("$number" in value) return Number(value.$number)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, revived(member)]))
}
