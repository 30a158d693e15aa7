import { DateTime } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/**
 * Returns the instant from which an hour without usage may get a record of zero.
 *
 * As late as can be, because a record of zero closes its hour: usage that comes after it is late. Only the sending
 * time before AWS's deadline is left.
 *
 * - **Shape**: never before the hour is over, and never falls from one hour to the next.
 *
 * **Example** (An hour in the middle of a month)
 *
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:00:00Z"))
 *     DateTime.formatIso(finalAt(hour, MeteringPolicy)) // => "2026-03-11T08:00:00.000Z"
 */
export const finalAt = (hour: MeteringHour, policy: Pick<MeteringPolicy, "sendingTime">): Instant =>
  Instant.max(MeteringHour.end(hour), DateTime.subtractDuration(submissionDeadline(hour), policy.sendingTime))

/**
 * Returns the last hour that is final at an instant; it and every hour before it are.
 *
 * **Example** (Three hours before AWS's deadline an hour is final)
 *
 *     const early = DateTime.makeUnsafe("2026-03-11T07:59:59Z")
 *     const late = DateTime.makeUnsafe("2026-03-11T08:00:00Z")
 *
 *     MeteringHour.format(lastFinalHour(early, MeteringPolicy)) // => "2026-03-10T10"
 *     MeteringHour.format(lastFinalHour(late, MeteringPolicy)) // => "2026-03-10T11"
 */
export const lastFinalHour = (now: Instant, policy: Pick<MeteringPolicy, "sendingTime">): MeteringHour => {
  let hour = MeteringHour.plus(MeteringHour.of(now), -1)
  while (Instant.isBefore(now, finalAt(hour, policy))) hour = MeteringHour.plus(hour, -1)
  return hour
}
