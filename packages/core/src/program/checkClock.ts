import { Duration, Effect, Option } from "effect"
import { ClockSkewed } from "../model/ClockSkewed.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import type { UsageTransport } from "../port/UsageTransport.ts"

/**
 * Refuses to go on by a clock that AWS's contradicts.
 *
 * A service that cannot be asked proves nothing against the clock; it is said in the log, and the pass or round goes on.
 *
 * - **Errors**: `ClockSkewed` when the clocks are further apart than the policy's `clockSkewMax`.
 */
export const checkClock = Effect.fn("checkClock")(function* (
  { clockSkew }: Pick<UsageTransport["Service"], "clockSkew">,
  { clockSkewMax }: Pick<MeteringPolicy, "clockSkewMax">
) {
  const heard = yield* clockSkew.pipe(
    Effect.catch((error) =>
      Effect.as(Effect.logError(`AWS cannot be asked for its time. ${error.message}`), Option.none())
    )
  )
  const ahead = Option.getOrElse(heard, () => Duration.zero)
  if (Duration.isGreaterThan(Duration.abs(ahead), clockSkewMax))
    return yield* new ClockSkewed({ ahead, bound: clockSkewMax })
})
