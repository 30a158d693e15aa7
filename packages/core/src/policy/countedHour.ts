import { DateTime, Duration } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import type { Subscription } from "../model/Subscription.ts"
import { submissionDeadline } from "./submissionDeadline.ts"
import { termsOf } from "./reportableUntil.ts"

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
  readonly isSealed: (hour: MeteringHour, subscription: Subscription) => boolean
}

/**
 * Decides in which hour usage is counted: its own while that is open, else by the late policy the next open one.
 *
 * An hour is open while no record of it is sealed, AWS still takes it with our margin to spare, and the account is
 * subscribed in it. Usage is never counted in an hour before its own.
 *
 * - **Shape**: total. Outside every subscription usage is held: no agreement covers it, so only a person can decide.
 *
 * **Example** (A straggler, before and after its hour was sealed)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))
 *     const context = {
 *       now: DateTime.makeUnsafe("2026-03-10T12:20:00Z"),
 *       policy: MeteringPolicy,
 *       subscriptions: [acme],
 *       isSealed: () => false
 *     }
 *     const where = (context: CountingContext) => {
 *       const counted = countedHour(hour, context)
 *       return counted._tag === "Counted" ? MeteringHour.format(counted.hour) : counted.reason
 *     }
 *     const sealed = { ...context, isSealed: (one: MeteringHour) => one === hour }
 *
 *     where(context) // => "2026-03-10T11"
 *     where(sealed) // => "2026-03-10T12"
 *     where({ ...sealed, policy: { ...MeteringPolicy, late: "write-off" } })
 *     // => "Late: its hour was sealed or past AWS's deadline"
 */
export const countedHour = (own: MeteringHour, context: CountingContext): CountedHour => {
  if (!context.subscriptions.some((subscription) => subscription.covers(own))) {
    return { _tag: "Held", reason: whyNotCovered(own, context.subscriptions) }
  }
  const open = openHour(own, context)
  if (open !== undefined) return open
  return context.policy.late === "write-off"
    ? { _tag: "WrittenOff", reason: "Late: its hour was sealed or past AWS's deadline" }
    : countedLater(own, context)
}

const whyNotCovered = (own: MeteringHour, subscriptions: ReadonlyArray<Subscription>): string => {
  const start = MeteringHour.start(own)
  if (subscriptions.length === 0) return "NotSubscribed: the account has no subscription with such a meter"
  if (subscriptions.every(({ activeFrom }) => Instant.isBefore(start, activeFrom)))
    return "BeforeSubscription: used before the account's subscription began"
  const hasEnded = ({ activeUntil }: Subscription) =>
    activeUntil !== undefined && !Instant.isBefore(start, activeUntil)
  return subscriptions.every(hasEnded)
    ? "AfterCancellation: used after the account's subscription ended"
    : "NotSubscribed: used between two subscriptions of the account"
}

/**
 * Finds the open hour after a given one in which usage is counted, for late usage and for what exceeds AWS's maximum.
 *
 * It is the earliest one, and of the same billing month unless the policy is `next-open-hour`.
 *
 * - **Shape**: total; never the given hour itself, and never one that has not begun.
 *
 * **Example** (Usage of March that comes in April)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-31T23:30:00Z"))
 *     const where = (late: LatePolicy) => {
 *       const counted = countedLater(hour, {
 *         now: DateTime.makeUnsafe("2026-04-01T00:20:00Z"),
 *         policy: { ...MeteringPolicy, late },
 *         subscriptions: [acme],
 *         isSealed: () => false
 *       })
 *       return counted._tag === "Counted" ? MeteringHour.format(counted.hour) : counted.reason
 *     }
 *
 *     where("next-open-hour") // => "2026-04-01T00"
 *     where("same-month") // => "Late: no open hour is left in its billing month"
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
  // Of two subscriptions that meet within the hour, the older one may be past its final window already.
  const subscription = context.subscriptions.find(
    (candidate) =>
      candidate.covers(hour) && !context.isSealed(hour, candidate) && isInTime(hour, candidate, context)
  )
  return subscription === undefined ? undefined : { _tag: "Counted", hour, subscription }
}

const isInTime = (
  hour: MeteringHour,
  subscription: Subscription,
  { now, policy, subscriptions }: CountingContext
): boolean =>
  now.epochMilliseconds + Duration.toMillis(policy.safetyMargin) <
  submissionDeadline(hour, termsOf(subscription, subscriptions)).epochMilliseconds

// Hours older than the lookback are closed whatever else holds, so the search need not walk through a month of them.
const firstCandidate = (own: MeteringHour, current: MeteringHour): MeteringHour => {
  const oldest = MeteringHour.of(
    DateTime.subtractDuration(MeteringHour.start(current), MeteringLimits.lookback)
  )
  return MeteringHour.make(Math.max(own + 1, oldest))
}
