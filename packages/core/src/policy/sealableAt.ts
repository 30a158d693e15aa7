import { DateTime } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/**
 * Returns the instant from which an hour may be sealed.
 *
 * The allowed lateness after its end; sooner where that would leave less than the sending time before AWS's deadline,
 * as it does before a month end; never before the hour is over.
 *
 * - **Unit**: an instant in UTC, inclusive.
 * - **Shape**: never falls from one hour to the next, so "sealable" holds for all hours up to one.
 *
 * **Example** (A seller that waits ten hours for stragglers, on an ordinary day and at the end of a month)
 *
 *     const policy = { ...MeteringPolicy, allowedLateness: Duration.hours(10) }
 *     const ordinary = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))
 *     const last = MeteringHour.of(DateTime.makeUnsafe("2026-03-31T23:30:00Z"))
 *
 *     DateTime.formatIso(sealableAt(ordinary, MeteringPolicy)) // => "2026-03-10T12:15:00.000Z"
 *     DateTime.formatIso(sealableAt(ordinary, policy)) // => "2026-03-10T22:00:00.000Z"
 *     DateTime.formatIso(sealableAt(last, policy)) // => "2026-04-01T03:00:00.000Z"
 */
export const sealableAt = (hour: MeteringHour, policy: MeteringPolicy): Instant => {
  const end = MeteringHour.end(hour)
  const patient = DateTime.addDuration(end, policy.allowedLateness)
  const latest = DateTime.subtractDuration(submissionDeadline(hour), policy.sendingTime)
  return Instant.max(end, Instant.min(patient, latest))
}

/**
 * Returns the last hour that may be sealed at an instant; it and every hour before it are sealable.
 *
 * **Example** (A quarter of an hour after its end an hour is sealed)
 *
 *     const early = DateTime.makeUnsafe("2026-03-10T12:14:59Z")
 *     const inTime = DateTime.makeUnsafe("2026-03-10T12:15:00Z")
 *
 *     MeteringHour.format(lastSealableHour(early, MeteringPolicy)) // => "2026-03-10T10"
 *     MeteringHour.format(lastSealableHour(inTime, MeteringPolicy)) // => "2026-03-10T11"
 */
export const lastSealableHour = (now: Instant, policy: MeteringPolicy): MeteringHour => {
  let hour = MeteringHour.plus(MeteringHour.of(now), -1)
  // Ends within a day: the lookback forces every hour to be sealable before it is 24 hours old.
  while (Instant.isBefore(now, sealableAt(hour, policy))) hour = MeteringHour.plus(hour, -1)
  return hour
}
