import { Duration } from "effect"

/** However long SQS or the store is away, it is tried this often. */
const pauseMax = Duration.minutes(1)

/** Never at once: messages that come again count as received. */
const pauseMin = Duration.seconds(1)

/** Returns how long to wait after failures in a row: full jitter, drawn from 0 to 1, under a doubling bound. */
export const pauseAfter = (failures: number, jitter: number): Duration.Duration => {
  const bound = Duration.min(pauseMax, Duration.times(pauseMin, 2 ** Math.min(failures, 16)))
  return Duration.max(pauseMin, Duration.times(bound, jitter))
}
