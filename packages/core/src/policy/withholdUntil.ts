import { DateTime } from "effect"
import { Instant } from "../model/Instant.ts"
import type { Guard } from "../model/Meter.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"

/** A record that waits for somebody to look at it, and for how long at most. */
export interface Withheld {
  readonly until: Instant
  readonly reason: string
}

/** With fewer records than this an account has no habit that a quantity could fall out of. */
const baselineMin = 5

/**
 * Decides whether a record is withheld because its quantity is far above what its account is used to.
 *
 * It is released by itself when the sending time before its deadline begins, so that nothing is ever lost by waiting; where
 * that is past already it is not withheld at all.
 *
 * - **Unit**: `quantity` and `baseline` in units of the dimension; `baseline` holds the account's latest records of the
 *   meter, in any order.
 *
 * **Example** (Sixty units where six were usual)
 *
 *     const now = DateTime.makeUnsafe("2026-03-10T12:15:00Z")
 *     const deadline = DateTime.makeUnsafe("2026-03-11T11:00:00Z")
 *     const withheld = withholdUntil(61, { baseline: [5, 6, 4, 6, 5], deadline, guard: { times: 10 }, now, policy: MeteringPolicy })
 *     withheld && DateTime.formatIso(withheld.until) // => "2026-03-11T08:00:00.000Z"
 */
export const withholdUntil = (
  quantity: number,
  context: {
    readonly baseline: ReadonlyArray<number>
    readonly deadline: Instant
    readonly guard: Guard | undefined
    readonly now: Instant
    readonly policy: Pick<MeteringPolicy, "sendingTime">
  }
): Withheld | undefined => {
  const { baseline, deadline, guard, now, policy } = context
  if (guard === undefined || baseline.length < baselineMin) return undefined
  const usual = Math.max(1, ...baseline)
  const until = DateTime.subtractDuration(deadline, policy.sendingTime)
  if (quantity <= usual * guard.times || !Instant.isBefore(now, until)) return undefined
  return {
    until,
    reason: `Withheld: ${quantity} units are more than ${guard.times} times the account's largest of late, ${usual}`
  }
}
