import { Instant } from "@tallyhour/core"
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
    const text = isoText(time)
    written.set(time.epochMilliseconds, text)
    return text
  }
}

/** Writes the times of many rows, nearly all different and of the same few days. */
export const momentWriter = (): ((time: Instant) => string) => {
  let day = Number.NaN
  let date = ""
  return (time) => {
    const of = Math.floor(time.epochMilliseconds / dayMillis)
    if (of !== day) [day, date] = [of, isoText(time).slice(0, -"00:00:00.000Z".length)]
    const rest = time.epochMilliseconds - of * dayMillis
    const [hours, minutes, seconds] = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1_000) % 60]
    return `${date}${two(hours)}:${two(minutes)}:${two(seconds)}.${String(rest % 1_000).padStart(3, "0")}Z`
  }
}

const dayMillis = 86_400_000

const twoDigits = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"))
const two = (n: number): string => twoDigits[Math.floor(n)]!

/** Reads a time that a statement has selected by `millis`. */
export const timeOf = (text: string): Instant => Instant.ofMillis(Number(text))

/** Reads the times of many rows, of which most have the same few. */
export const timeReader = (): ((text: string) => Instant) => {
  const read = new Map<string, Instant>()
  return (text) => {
    const there = read.get(text)
    if (there !== undefined) return there
    const time = timeOf(text)
    read.set(text, time)
    return time
  }
}

/** Passes rows to a statement as one parameter, the same with every driver. */
export const rowsParameter = (rows: ReadonlyArray<Readonly<Record<string, unknown>>>): RawBuilder<unknown> =>
  sql`${JSON.stringify(rows)}::text::jsonb`

/** Writes a time that is in UTC already, at a third of what `formatIso` costs. */
export const isoText = (time: Instant): string => DateTime.toDateUtc(time).toISOString()

/** Writes texts as Postgres reads an array. */
export const arrayText = (texts: ReadonlyArray<string>): string => {
  const json = JSON.stringify(texts)
  // Both quote alike, and escape quotes and backslashes alike; a line break, which JSON writes as a letter, is kept by Postgres as it is.
  return isOtherEscape.test(json) ? `{${texts.map(quoted).join(",")}}` : `{${json.slice(1, -1)}}`
}

// It also takes some texts with backslashes for such, which costs time and nothing else.
const isOtherEscape = /\\[^"\\]/

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`
