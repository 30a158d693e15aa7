import type { Instant } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"

// Drivers differ in what they make of bigints, numerics and times, and callers change their parsers. Text they leave alone.

/** Selects a time as epoch milliseconds, in text. */
export const millis = (column: string): RawBuilder<string> =>
  sql<string>`floor(extract(epoch from ${sql.ref(column)}) * 1000)::bigint::text`

/** Writes the times of many rows, of which most have the same few. */
export const timeWriter = (): ((time: Instant) => string) => {
  const written = new Map<number, string>()
  return (time) => {
    const there = written.get(time.epochMilliseconds)
    if (there !== undefined) return there
    const text = DateTime.formatIso(time)
    written.set(time.epochMilliseconds, text)
    return text
  }
}

/** Passes rows to a statement as one parameter, the same with every driver. */
export const rowsParameter = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>): RawBuilder<unknown> =>
  sql`${JSON.stringify(rows)}::text::jsonb`

/** Writes texts as Postgres writes an array. */
export const arrayText = (texts: ReadonlyArray<string>): string => `{${texts.map(quoted).join(",")}}`

const quoted = (text: string): string => (isPlain.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`)

// Whatever else there is may mean something to the reader of an array, as the word null does.
const isPlain = /^(?!null$)[\w.:/-]+$/iu
