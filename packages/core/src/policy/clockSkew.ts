import { DateTime, Duration } from "effect"
import type { Instant } from "../model/Instant.ts"

/** The `Date` of an answer shows whole seconds. */
const resolution = Duration.seconds(1)

/**
 * Returns how far a service's clock is ahead of ours, as far as one answer proves it.
 *
 * - **Unit**: negative where it is behind. `shown` is the answer's `Date`, which is cut to the second.
 * - **Shape**: the least that explains the answer, because nobody knows when between `asked` and `answered` it was written:
 *   zero where the clocks may agree.
 *
 * **Example** (An answer after two seconds, and a clock that is an hour late)
 *
 *     const asked = DateTime.makeUnsafe("2026-03-10T12:20:00Z")
 *     const answered = DateTime.makeUnsafe("2026-03-10T12:20:02Z")
 *
 *     Duration.toSeconds(clockSkew(DateTime.makeUnsafe("2026-03-10T12:20:01Z"), { asked, answered })) // => 0
 *     Duration.toSeconds(clockSkew(DateTime.makeUnsafe("2026-03-10T13:20:02Z"), { asked, answered })) // => 3600
 */
export const clockSkew = (
  shown: Instant,
  { answered, asked }: { readonly answered: Instant; readonly asked: Instant }
): Duration.Duration => {
  const least = DateTime.distance(answered, shown)
  const most = DateTime.distance(asked, DateTime.addDuration(shown, resolution))
  if (Duration.isGreaterThan(least, Duration.zero)) return least
  return Duration.isNegative(most) ? most : Duration.zero
}
