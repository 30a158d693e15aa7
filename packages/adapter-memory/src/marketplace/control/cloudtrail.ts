import { Schema } from "effect"
import { cloudTrailEvent } from "../audit/cloudTrailEvent.ts"
import { controlFunction } from "./ControlFunction.ts"
import { EpochSeconds, maybe } from "./fields.ts"

/**
 * Tells the calls that CloudTrail logged from `since` to `until`, both inclusive, in the order of the calls.
 *
 * `forgotten` counts the oldest calls, which are no longer kept.
 */
export const cloudtrail = controlFunction(
  Schema.Struct({ since: maybe(EpochSeconds), until: maybe(EpochSeconds) }),
  ({ callLog, choices }, { since, until }) => ({
    Records: callLog
      .calls()
      .filter(({ at }) => {
        const second = Math.floor(at / 1_000)
        return second >= (since ?? 0) && second <= (until ?? Infinity)
      })
      .map((call) => cloudTrailEvent(call, choices)),
    forgotten: callLog.forgotten()
  })
)
