import type { Agreement } from "../Agreement.ts"
import type { Choices } from "../Choices.ts"
import { noStanding, standingAfter, standingAt } from "./Standing.ts"
import type { Standing } from "./Standing.ts"

/**
 * Returns how the subscription of an agreement stands at an instant.
 *
 * - **Unit**: `now` in epoch milliseconds.
 */
export const standingOf = (
  { transitions }: Agreement,
  { choices, now }: { readonly choices: Choices; readonly now: number }
): Standing => {
  let standing: Standing = noStanding
  for (const transition of transitions) {
    if (transition.at > now) break
    standing = standingAfter(standing, transition, choices)
  }
  return standingAt(standing, now)
}
