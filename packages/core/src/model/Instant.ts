import { DateTime, Option, Result, Schema } from "effect"

/**
 * A moment in UTC, to the millisecond.
 *
 * - **Unit**: milliseconds since 1970-01-01T00:00Z inside; RFC 3339 text or epoch seconds outside.
 */
export type Instant = DateTime.Utc

// A value in milliseconds read as seconds lands in the year 58000, the reverse in January 1970: both fall outside.
const earliest = DateTime.makeUnsafe("2000-01-01T00:00:00Z")
const latest = DateTime.makeUnsafe("2200-01-01T00:00:00Z")

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/**
 * Reads a moment from RFC 3339 text with a zone, epoch **seconds** (whole or fractional), a `Date` or a `DateTime`.
 *
 * - **Shape**: total for every JavaScript value; what is finer than a millisecond is cut off.
 * - **Errors**: a sentence saying what is wrong: no zone, no such day, a leap second, or outside the years 2000 to 2199.
 *
 * **Example** (Text and seconds, and why not milliseconds)
 *
 *     const instant = Result.getOrThrow(Instant.parse("2026-03-31T23:30:00+02:00"))
 *
 *     DateTime.formatIso(instant) // => "2026-03-31T21:30:00.000Z"
 *     Result.getOrThrow(Instant.parse(1774992600)).epochMilliseconds // => 1774992600000
 *     Result.isFailure(Instant.parse("2026-03-31T23:30:00")) // => true
 *     Result.isFailure(Instant.parse(1774992600000)) // => true
 */
const parse = (value: unknown): Result.Result<Instant, string> => {
  if (typeof value === "string") return Result.flatMap(fromText(value), inRange)
  if (typeof value === "number") return Number.isFinite(value) ? inRangeMillis(millisOf(value)) : notAMoment
  return fromObject(value)
}

/** Returns a moment as epoch seconds, fractional when it has milliseconds: the form AWS speaks. */
const toEpochSeconds = (instant: Instant): number => DateTime.toEpochMillis(instant) / 1000

/** Returns the moment of epoch seconds, such as AWS answers with; unlike `parse` it takes any year. */
const fromEpochSeconds = (seconds: number): Instant => DateTime.makeUnsafe(millisOf(seconds))

/** Returns the moment of epoch milliseconds. */
const ofMillis = (millis: number): Instant => DateTime.makeUnsafe(millis)

/** Returns the earliest of one or more moments. */
const min = (first: Instant, ...rest: ReadonlyArray<Instant>): Instant =>
  rest.reduce((least, instant) => (isBefore(instant, least) ? instant : least), first)

/** Returns the latest of one or more moments. */
const max = (first: Instant, ...rest: ReadonlyArray<Instant>): Instant =>
  rest.reduce((greatest, instant) => (isBefore(greatest, instant) ? instant : greatest), first)

/** Whether a moment is earlier than another one; a moment is not before itself. */
const isBefore = (left: Instant, right: Instant): boolean => left.epochMilliseconds < right.epochMilliseconds

/**
 * Moments: reading, printing, comparing.
 *
 * **Example** (A moment as AWS speaks it)
 *
 *     const sealedAt = DateTime.makeUnsafe("2026-03-31T21:30:00.250Z")
 *     const deadline = Instant.fromEpochSeconds(1775023200)
 *
 *     Instant.toEpochSeconds(sealedAt) // => 1774992600.25
 *     Instant.isBefore(sealedAt, deadline) // => true
 *     DateTime.formatIso(Instant.max(sealedAt, deadline)) // => "2026-04-01T06:00:00.000Z"
 */
export const Instant = {
  Schema: Schema.DateTimeUtc,
  fromEpochSeconds,
  isBefore,
  max,
  min,
  ofMillis,
  parse,
  toEpochSeconds
}

const notAMoment = Result.fail("is not RFC 3339 text with a zone, epoch seconds, or a valid date")

// A fraction of a second is not exact as a float: without rounding to the microsecond first, a millisecond goes missing.
const millisOf = (seconds: number): number => Math.floor(Math.round(seconds * 1e6) / 1e3)

// A proxy may throw at any question, and an object that only looks like a Date throws when it is read.
const fromObject = (value: unknown): Result.Result<Instant, string> => {
  try {
    if (value instanceof Date) return inRangeMillis(Date.prototype.getTime.call(value))
    return DateTime.isDateTime(value) ? inRangeMillis(Math.floor(value.epochMilliseconds)) : notAMoment
  } catch {
    return notAMoment
  }
}

const fromText = (text: string): Result.Result<Instant, string> => {
  const match = rfc3339.exec(text)
  if (match === null) return notAMoment
  const [, year, month, day, hour, minute, second] = match.map(Number)
  const lastDay = month === 2 ? (isLeap(year!) ? 29 : 28) : [4, 6, 9, 11].includes(month!) ? 30 : 31
  if (month! < 1 || month! > 12 || day! < 1 || day! > lastDay)
    return Result.fail("names a day that does not exist")
  if (hour! > 23 || minute! > 59 || second! > 59)
    return Result.fail("names a time of day that does not exist")
  return Result.fromOption(
    Option.map(DateTime.make(text.toUpperCase()), DateTime.toUtc),
    () => "is not RFC 3339 text with a zone"
  )
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

const inRange = (instant: Instant): Result.Result<Instant, string> =>
  isBefore(instant, earliest) || !isBefore(instant, latest)
    ? Result.fail("is outside the years 2000 to 2199; seconds and milliseconds may be mixed up")
    : Result.succeed(instant)

const inRangeMillis = (millis: number): Result.Result<Instant, string> =>
  Math.abs(millis) <= 8.64e15 ? inRange(DateTime.makeUnsafe(millis)) : notAMoment
