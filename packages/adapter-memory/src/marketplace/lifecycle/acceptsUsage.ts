import type { Agreement } from "../Agreement.ts"
import type { Choices } from "../Choices.ts"
import { standingOf } from "./standingOf.ts"

/**
 * Tells whether usage of an agreement is accepted at an instant: rule 22.
 *
 * - **Unit**: `now` in epoch milliseconds.
 */
export const acceptsUsage = (
  agreement: Agreement,
  at: { readonly choices: Choices; readonly now: number }
): boolean => {
  const { _tag } = standingOf(agreement, at)
  return _tag === "active" || _tag === "final"
}
