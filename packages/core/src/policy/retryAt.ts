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
