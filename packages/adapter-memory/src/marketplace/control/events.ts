import { Schema } from "effect"
import { lifecycleEvents } from "../lifecycle/lifecycleEvents.ts"
import { controlFunction } from "./ControlFunction.ts"
import { EpochSeconds, maybe } from "./fields.ts"

/**
 * Tells the SNS and EventBridge bodies that changes of subscriptions caused since an instant, inclusive, until now.
 *
 * `now` is the instant of the answer.
 */
export const events = controlFunction(
  Schema.Struct({ since: maybe(EpochSeconds) }),
  ({ choices, clock, seed, state }, { since }) => {
    const until = clock.now()
    return {
      events: lifecycleEvents(state, { choices, seed, since: (since ?? 0) * 1_000, until }),
      now: until / 1_000
    }
  }
)
