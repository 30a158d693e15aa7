import { Duration } from "effect"
import { stableHash } from "./stableHash.ts"

/**
 * Returns how long after the others an instance reports, so that a cluster does not report at once.
 *
 * All containers of a buyer share ten requests a second, and all their hours end together.
 *
 * - **Shape**: from nothing to less than `spread`; the same for an instance at every hour and after every restart.
 *
 * **Example** (Always the same, and within the spread)
 *
 *     const offset = tickOffset("task-7", Duration.minutes(20))
 *
 *     Duration.toMillis(offset) === Duration.toMillis(tickOffset("task-7", Duration.minutes(20))) // => true
 *     Duration.toMinutes(offset) < 20 // => true
 */
export const tickOffset = (instance: string, spread: Duration.Duration): Duration.Duration => {
  const millis = Math.floor(Duration.toMillis(spread))
  return millis === 0 ? Duration.zero : Duration.millis(Number(stableHash(instance) % BigInt(millis)))
}
