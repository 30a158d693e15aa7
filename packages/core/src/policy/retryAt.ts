import { DateTime, Duration } from "effect"
import { Instant } from "../model/Instant.ts"

/** Retries wait at most this long, whatever went before. */
const backoffMax = Duration.seconds(60)
/** The last attempt starts at the latest this long before the deadline, so that its answer can still be heard. */
const lastAttempt = Duration.seconds(30)

/**
 * Returns when a record is sent again: full jitter under a doubling bound, sooner as its deadline nears.
 *
 * - **Unit**: `jitter` is drawn from 0 to 1; `attempts` counts those already made, from 1.
 * - **Shape**: between one second and a minute from now, but never so late that the last chance goes by unused.
 *
 * **Example** (Patient at first, in a hurry before the deadline)
 *
 *     const now = DateTime.makeUnsafe("2026-03-10T12:20:00Z")
 *     const deadline = DateTime.makeUnsafe("2026-03-11T11:00:00Z")
 *     const nearDeadline = DateTime.addDuration(now, Duration.seconds(40))
 *
 *     DateTime.formatIso(retryAt({ attempts: 3, deadline, jitter: 0.5, now })) // => "2026-03-10T12:20:04.000Z"
 *     DateTime.formatIso(retryAt({ attempts: 9, deadline, jitter: 0.5, now })) // => "2026-03-10T12:20:30.000Z"
 *     DateTime.formatIso(retryAt({ attempts: 9, deadline: nearDeadline, jitter: 0.5, now }))
 *     // => "2026-03-10T12:20:10.000Z"
 */
export const retryAt = (options: {
  readonly attempts: number
  readonly deadline: Instant
  readonly jitter: number
  readonly now: Instant
}): Instant => {
  const bound = Math.min(Duration.toMillis(backoffMax), 1000 * 2 ** Math.min(options.attempts, 16))
  const soonest = DateTime.addDuration(options.now, Duration.seconds(1))
  const wanted = DateTime.addDuration(options.now, Duration.millis(Math.round(options.jitter * bound)))
  const lastChance = DateTime.subtractDuration(options.deadline, lastAttempt)
  return Instant.max(soonest, Instant.min(wanted, lastChance))
}
