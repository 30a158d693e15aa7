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
 * - **Shape**: never falls from one hour to the next, so "sealable" holds for all hours up to one.
 */
export const sealableAt = (hour: MeteringHour, policy: MeteringPolicy): Instant => {
  const end = MeteringHour.end(hour)
  const patient = DateTime.addDuration(end, policy.allowedLateness)
  const latest = DateTime.subtractDuration(submissionDeadline(hour), policy.sendingTime)
  return Instant.max(end, Instant.min(patient, latest))
}

/** Returns the last hour that may be sealed at an instant; it and every hour before it are sealable. */
export const lastSealableHour = (now: Instant, policy: MeteringPolicy): MeteringHour => {
  let hour = MeteringHour.plus(MeteringHour.of(now), -1)
  // Ends within a day: the lookback forces every hour to be sealable before it is 24 hours old.
  while (Instant.isBefore(now, sealableAt(hour, policy))) hour = MeteringHour.plus(hour, -1)
  return hour
}
