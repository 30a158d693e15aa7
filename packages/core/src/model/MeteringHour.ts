import { DateTime, Schema } from "effect"
import { Instant } from "./Instant.ts"

const hourMillis = 3_600_000
const Branded = Schema.Int.pipe(Schema.brand("MeteringHour"))

/**
 * The UTC hour to which usage belongs.
 *
 * - **Unit**: whole hours since 1970-01-01T00:00Z, so the next hour is one more.
 */
export type MeteringHour = typeof Branded.Type

/** Returns the hour in which a moment lies; the first millisecond of an hour belongs to it. */
const of = (instant: Instant): MeteringHour =>
  // An instant is a number of milliseconds, so nothing has to be checked, and there is one for every event.
  Math.floor(instant.epochMilliseconds / hourMillis) as MeteringHour

// What is sealed together is of few hours, and of each hour there are many records.
const ofLastHour = <A>(derive: (hour: MeteringHour) => A): ((hour: MeteringHour) => A) => {
  let last: { readonly hour: MeteringHour; readonly derived: A } | undefined
  return (hour) => {
    if (last?.hour !== hour) last = { hour, derived: derive(hour) }
    return last.derived
  }
}

/** Returns the first moment of an hour. */
const start: (hour: MeteringHour) => Instant = ofLastHour((hour) => Instant.ofMillis(hour * hourMillis))

/** Returns the first moment after an hour. */
const end: (hour: MeteringHour) => Instant = ofLastHour((hour) => Instant.ofMillis((hour + 1) * hourMillis))

/** Returns the hour that many whole hours later, or earlier when negative. */
const plus = (hour: MeteringHour, hours: number): MeteringHour => branded(hour + hours)

/** Returns the first moment of the month after the hour's own, in UTC. */
const nextMonth: (hour: MeteringHour) => Instant = ofLastHour((hour) => {
  const { month, year } = DateTime.toPartsUtc(start(hour))
  return DateTime.makeUnsafe({
    year: month === 12 ? year + 1 : year,
    month: month === 12 ? 1 : month + 1,
    day: 1
  })
})

/** Whether two hours belong to one billing month, which AWS counts in UTC. */
const isSameMonth = (left: MeteringHour, right: MeteringHour): boolean =>
  nextMonth(left).epochMilliseconds === nextMonth(right).epochMilliseconds

/** Prints an hour as `2026-03-31T22`, the form it has in a dedup key. */
const format: (hour: MeteringHour) => string = ofLastHour((hour) =>
  DateTime.formatIso(start(hour)).slice(0, 13)
)

const branded = (hours: number): MeteringHour => Branded.make(hours)

/**
 * Metering hours: which one, from when to when.
 *
 * - **Errors**: `make`, which takes the number of an hour, throws for one that is not whole.
 *
 * **Example** (The last hours of March)
 *
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-31T22:15:00Z"))
 *
 *     MeteringHour.format(hour) // => "2026-03-31T22"
 *     DateTime.formatIso(MeteringHour.end(hour)) // => "2026-03-31T23:00:00.000Z"
 *     MeteringHour.isSameMonth(hour, MeteringHour.plus(hour, 1)) // => true
 *     MeteringHour.isSameMonth(hour, MeteringHour.plus(hour, 2)) // => false
 */
export const MeteringHour = {
  Schema: Branded,
  end,
  format,
  isSameMonth,
  make: branded,
  nextMonth,
  of,
  plus,
  start
}
