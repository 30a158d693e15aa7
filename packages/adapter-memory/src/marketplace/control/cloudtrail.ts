import { Schema } from "effect"
import { cloudTrailEvent } from "../audit/cloudTrailEvent.ts"
import { toldCall } from "../audit/KeptCall.ts"
import { sellerAccount } from "../sellerAccount.ts"
import { controlFunction } from "./ControlFunction.ts"
import { AccountId, EpochSeconds, maybe } from "./fields.ts"

/**
 * Tells the calls that CloudTrail logged from `since` to `until`, both inclusive, in the order of the calls.
 *
 * `account_id` tells only those logged in an account: the seller's, or that of the buyer whose software called.
 * `forgotten` counts the oldest calls, which are no longer kept. `skip` leaves that many of the first calls out, those
 * forgotten included, and `next` is what to skip to be told only what comes after this answer.
 */
export const cloudtrail = controlFunction(
  Schema.Struct({
    account_id: maybe(AccountId),
    since: maybe(EpochSeconds),
    until: maybe(EpochSeconds),
    skip: maybe(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)))
  }),
  ({ callLog, choices }, { account_id, since, skip, until }) => ({
    Records: callLog
      .calls()
      .slice(Math.max(0, (skip ?? 0) - callLog.forgotten()))
      .filter(({ at }) => {
        const second = Math.floor(at / 1_000)
        return second >= (since ?? 0) && second <= (until ?? Infinity)
      })
      .filter(({ caller }) => account_id == null || account_id === (caller?.accountId ?? sellerAccount))
      .map((call) => cloudTrailEvent(toldCall(call), choices)),
    forgotten: callLog.forgotten(),
    next: callLog.calls().length + callLog.forgotten()
  })
)
