import type { Agreement } from "../Agreement.ts"
import type { Choices } from "../Choices.ts"
import { noStanding, standingAfter, standingAt } from "./Standing.ts"
import type { Standing } from "./Standing.ts"

/**
 * Tells whether usage of an agreement is accepted at an instant: rule 22.
 *
 * - **Unit**: `now` in epoch milliseconds.
 */
export const acceptsUsage = (
  { transitions }: Agreement,
  { choices, now }: { readonly choices: Choices; readonly now: number }
): boolean => {
  let standing: Standing = noStanding
  for (const transition of transitions) {
    if (transition.at > now) break
    standing = standingAfter(standing, transition, choices)
  }
  const { _tag } = standingAt(standing, now)
  return _tag === "active" || _tag === "final"
}
