import { Duration } from "effect"
import type { Instant } from "../model/Instant.ts"

/**
 * Returns how long an instance waits for its own instant of each interval, so that those that started together do not ask at once.
 *
 * - **Shape**: more than nothing; a whole interval at the instant itself. `phase` is how long after the beginning of an interval it is,
 *   or any number of intervals more.
 */
export const untilTick = (
  now: Instant,
  { interval, phase }: { readonly interval: Duration.Duration; readonly phase: Duration.Duration }
): Duration.Duration => {
  const length = Duration.toMillis(interval)
  const past = (now.epochMilliseconds - Math.floor(Duration.toMillis(phase))) % length
  return Duration.millis(past < 0 ? -past : length - past)
}
