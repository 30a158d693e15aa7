import { DateTime, Duration } from "effect"
import type { DeadlineAlert, WaitingUsage } from "../model/DeadlineAlert.ts"
import { Instant } from "../model/Instant.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Quantity } from "../model/Quantity.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/**
 * Says of what usage the deadline comes near, so that somebody can act before anything is lost.
 *
 * A level is reached when no more than its duration is left until we stop sending: AWS's deadline less the safety margin.
 * All usage of an account and meter that has just reached a level makes one alert.
 *
 * - **Shape**: `raised` names what was alerted before, and the answer's `raised` what is to be kept in its place: usage that has
 *   reached a level appears once for it, however often this is asked. The nearest deadline stands first.
 *
 * **Example** (Six hours before we must stop sending, and a minute later)
 *
 *     const pages: WaitingUsage = {
 *       account: "acme",
 *       meter: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       state: "open",
 *       quantity: Quantity.ofUnits(3),
 *       deadline: undefined
 *     }
 *     const now = DateTime.makeUnsafe("2026-03-11T04:45:00Z")
 *     const { alerts, raised } = deadlineAlerts([pages], { now, policy: MeteringPolicy, raised: new Set() })
 *     const later = DateTime.addDuration(now, Duration.minutes(1))
 *
 *     alerts.map(({ level }) => Duration.toHours(level)) // => [6]
 *     deadlineAlerts([pages], { now: later, policy: MeteringPolicy, raised }).alerts.length // => 0
 */
export const deadlineAlerts = (
  waiting: ReadonlyArray<WaitingUsage>,
  context: {
    readonly now: Instant
    readonly policy: Pick<MeteringPolicy, "alertLevels" | "safetyMargin">
    readonly raised: ReadonlySet<string>
  }
): { readonly alerts: ReadonlyArray<DeadlineAlert>; readonly raised: ReadonlySet<string> } => {
  const { now, policy, raised } = context
  const reached = waiting.flatMap((usage) => {
    const deadline = usage.deadline ?? submissionDeadline(usage.hour)
    const left = DateTime.distance(now, DateTime.subtractDuration(deadline, policy.safetyMargin))
    if (Duration.isNegative(left)) return []
    const level = nearestLevel(policy.alertLevels, left)
    return level === undefined ? [] : [{ ...usage, deadline, level, key: keyOf(usage, level) }]
  })
  // Usage that was open when it was said is not said again because it has been sealed since.
  const fresh = reached.filter(
    (usage) => !raised.has(usage.key) && !raised.has(keyOf({ ...usage, state: "open" }, usage.level))
  )
  const alerts = [...Map.groupBy(fresh, alertKey).values()].map(joined)
  return {
    alerts: alerts.toSorted((a, b) => a.deadline.epochMilliseconds - b.deadline.epochMilliseconds),
    raised: new Set(reached.map(({ key }) => key))
  }
}

interface Reached extends WaitingUsage {
  readonly deadline: Instant
  readonly key: string
  readonly level: Duration.Duration
}

const nearestLevel = (
  levels: ReadonlyArray<Duration.Duration>,
  left: Duration.Duration
): Duration.Duration | undefined =>
  levels
    .filter((level) => Duration.isLessThanOrEqualTo(left, level))
    .reduce<Duration.Duration | undefined>(
      (least, level) => (least === undefined || Duration.isLessThan(level, least) ? level : least),
      undefined
    )

const keyOf = ({ account, hour, meter, state }: WaitingUsage, level: Duration.Duration): string =>
  JSON.stringify([account, meter, hour, state, Duration.toMillis(level)])

const alertKey = ({ account, level, meter }: Reached): string =>
  JSON.stringify([account, meter, Duration.toMillis(level)])

const joined = (reached: ReadonlyArray<Reached>): DeadlineAlert => {
  const { account, deadline, level, meter } = reached[0]!
  return {
    account,
    meter,
    level,
    deadline: Instant.min(deadline, ...reached.map((one) => one.deadline)),
    quantity: Quantity.sum(reached.map(({ quantity }) => quantity))
  }
}
