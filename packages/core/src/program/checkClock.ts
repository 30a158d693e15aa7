import { Duration, Effect, Option } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { ClockSkewed } from "../model/ClockSkewed.ts"
import { UsageTransport } from "../port/UsageTransport.ts"

/**
 * Refuses to go on by a clock that AWS's contradicts.
 *
 * A service that cannot be asked proves nothing against the clock; it is said in the log, and the pass goes on.
 *
 * - **Errors**: `ClockSkewed` when the clocks are further apart than the policy's `clockSkewMax`.
 */
export const checkClock = Effect.fn("checkClock")(function* () {
  const { policy } = yield* Catalogue
  const transport = yield* UsageTransport
  const heard = yield* transport.clockSkew.pipe(
    Effect.catch((error) =>
      Effect.as(Effect.logError(`AWS cannot be asked for its time. ${error.message}`), Option.none())
    )
  )
  const ahead = Option.getOrElse(heard, () => Duration.zero)
  if (Duration.isGreaterThan(Duration.abs(ahead), policy.clockSkewMax))
    return yield* new ClockSkewed({ ahead, bound: policy.clockSkewMax })
})
