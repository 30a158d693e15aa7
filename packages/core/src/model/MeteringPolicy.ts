import { Duration, Schema } from "effect"

/**
 * What happens to usage whose own hour is already sealed or can no longer be sent.
 *
 * - `same-month`: counted in the next open hour of its billing month; held for a person where there is none.
 * - `next-open-hour`: counted in the next open hour, if need be of the next month.
 * - `write-off`: never billed; booked as written off with its reason.
 *
 * **Example** (The choices)
 *
 *     LatePolicy.literals // => ["same-month", "next-open-hour", "write-off"]
 */
export const LatePolicy = Schema.Literals(["same-month", "next-open-hour", "write-off"])
export type LatePolicy = typeof LatePolicy.Type

/**
 * The seller's own choices of time: how long to wait, and how close to AWS's deadline to go.
 *
 * - **Shape**: `clockSkewMax` is no longer than `safetyMargin`, and that is shorter than `sendingTime` and than AWS's grace
 *   period; a catalogue that says otherwise is refused.
 */
export interface MeteringPolicy {
  /** How long before a deadline an alert is raised, once for each level, while usage still waits. */
  readonly alertLevels: ReadonlyArray<Duration.Duration>
  /** How long after its end an hour stays open for stragglers; shortened where AWS's deadline demands it. */
  readonly allowedLateness: Duration.Duration
  /** How far our clock and AWS's may be apart; beyond it nothing is sealed or sent. */
  readonly clockSkewMax: Duration.Duration
  /** What happens to usage that comes when its hour is already sealed. */
  readonly late: LatePolicy
  /** How long before AWS's deadline a record is no longer sent, for clocks that disagree and requests in flight. */
  readonly safetyMargin: Duration.Duration
  /** How long before AWS's deadline an hour is sealed at the latest, so that there is time to send it. */
  readonly sendingTime: Duration.Duration
}

/**
 * Waits 15 minutes for stragglers, seals three hours and stops sending 15 minutes before AWS's deadline; alerts six hours,
 * two hours and half an hour before that. Clocks may be five minutes apart.
 *
 * **Example** (The default, and a choice of one's own)
 *
 *     const patient: Partial<MeteringPolicy> = { allowedLateness: Duration.hours(2) }
 *     const { policy } = Result.getOrThrow(Catalogue.fromInput({ products: [], policy: patient }))
 *
 *     Duration.toMinutes(MeteringPolicy.allowedLateness) // => 15
 *     Duration.toMinutes(policy.allowedLateness) // => 120
 *     policy.late // => "same-month"
 */
export const MeteringPolicy: MeteringPolicy = {
  alertLevels: [Duration.hours(6), Duration.hours(2), Duration.minutes(30)],
  allowedLateness: Duration.minutes(15),
  clockSkewMax: Duration.minutes(5),
  late: "same-month",
  safetyMargin: Duration.minutes(15),
  sendingTime: Duration.hours(3)
}
