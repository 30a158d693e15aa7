import { DateTime } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import type { Subscription } from "../model/Subscription.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/** Where usage of an hour is counted, or why it is counted nowhere. */
export type CountedHour =
  | { readonly _tag: "Counted"; readonly hour: MeteringHour; readonly subscription: Subscription }
  | { readonly _tag: "Held"; readonly reason: string }
  | { readonly _tag: "WrittenOff"; readonly reason: string }

/** What is known of an account and meter when usage is counted. */
export interface CountingContext {
  readonly now: Instant
  readonly policy: MeteringPolicy
  readonly subscriptions: ReadonlyArray<Subscription>
  readonly isSealed: (hour: MeteringHour) => boolean
}

/**
 * Decides in which hour usage is counted: its own while that is open, else by the late policy the next open one.
 *
 * An hour is open while no record of it is sealed, AWS still takes it with our margin to spare, and the account is
 * subscribed in it. Usage is never counted in an hour before its own.
 *
 * - **Shape**: total. Outside every subscription usage is held: no agreement covers it, so only a person can decide.
 */
export const countedHour = (own: MeteringHour, context: CountingContext): CountedHour => {
  if (!context.subscriptions.some((subscription) => subscription.covers(own))) {
    return { _tag: "Held", reason: "NotSubscribed: used outside every subscription of the account" }
  }
  const open = openHour(own, context)
  if (open !== undefined) return open
  return context.policy.late === "write-off"
    ? { _tag: "WrittenOff", reason: "Late: its hour was sealed or past AWS's deadline" }
    : countedLater(own, context)
}

/**
 * Finds the open hour after a given one in which usage is counted, for late usage and for what exceeds AWS's maximum.
 *
 * It is the earliest one, and of the same billing month unless the policy is `next-open-hour`.
 */
export const countedLater = (own: MeteringHour, context: CountingContext): CountedHour => {
  const isAnyMonth = context.policy.late === "next-open-hour"
  const current = MeteringHour.of(context.now)
  for (let hour = firstCandidate(own, current); hour <= current; hour = MeteringHour.plus(hour, 1)) {
    if (!isAnyMonth && !MeteringHour.isSameMonth(own, hour)) break
    const open = openHour(hour, context)
    if (open !== undefined) return open
  }
  return {
    _tag: "Held",
    reason: isAnyMonth
      ? "Late: the account has no open hour after it"
      : "Late: no open hour is left in its billing month"
  }
}

const openHour = (hour: MeteringHour, context: CountingContext): CountedHour | undefined => {
  if (context.isSealed(hour)) return undefined
  // Of two subscriptions that meet within the hour, the older one may be past its final window already.
  const subscription = context.subscriptions.find(
    (candidate) => candidate.covers(hour) && isInTime(hour, candidate, context)
  )
  return subscription === undefined ? undefined : { _tag: "Counted", hour, subscription }
}

const isInTime = (
  hour: MeteringHour,
  subscription: Subscription,
  { now, policy }: CountingContext
): boolean =>
  Instant.isBefore(
    now,
    DateTime.subtractDuration(submissionDeadline(hour, subscription), policy.safetyMargin)
  )

// Hours older than the lookback are closed whatever else holds, so the search need not walk through a month of them.
const firstCandidate = (own: MeteringHour, current: MeteringHour): MeteringHour => {
  const oldest = MeteringHour.of(
    DateTime.subtractDuration(MeteringHour.start(current), MeteringLimits.lookback)
  )
  return MeteringHour.make(Math.max(own + 1, oldest))
}
