import type { Agreement, Transition } from "../Agreement.ts"
import type { Choices } from "../Choices.ts"
import { noStanding, standingAfter, standingAt } from "./Standing.ts"
import type { Standing } from "./Standing.ts"

/** Something about a subscription that AWS tells its seller. */
export interface Notice {
  /** Epoch milliseconds. */
  readonly at: number
  readonly what: "renewed" | "subscribed" | "unsubscribed" | "unsubscribing"
  /** Whether the agreement itself ends with this notice, rather than having ended before. */
  readonly endsAgreement: boolean
}

/**
 * Returns what AWS tells the seller about an agreement, in order of time, past and future: rule 43.
 *
 * A buyer who gives up is announced twice, at first and when the final window has passed; who comes back inside the
 * window is announced as subscribed instead of the second time. A suspension is not announced.
 *
 * - **Source**: Seller Guide, SaaS subscriptions, version of January 2023.
 */
export const noticesOf = ({ transitions }: Agreement, choices: Choices): ReadonlyArray<Notice> => {
  const notices: Array<Notice> = []
  let standing: Standing = noStanding
  for (const transition of transitions) {
    const before = standingAt(standing, transition.at)
    if (standing._tag === "final" && before._tag === "none") notices.push(windowPassed(standing.endsAt))
    standing = standingAfter(standing, transition, choices)
    notices.push(...noticesOfChange(before, standing, transition))
  }
  if (standing._tag === "final") notices.push(windowPassed(standing.endsAt))
  return notices
}

const windowPassed = (at: number): Notice => ({ at, endsAgreement: false, what: "unsubscribed" })

const noticesOfChange = (
  before: Standing,
  after: Standing,
  { announcedAt: at }: Transition
): ReadonlyArray<Notice> => {
  if (after._tag === "active") {
    return [{ at, endsAgreement: false, what: before._tag === "active" ? "renewed" : "subscribed" }]
  }
  if (after._tag === "final" && before._tag === "active") {
    return [{ at, endsAgreement: true, what: "unsubscribing" }]
  }
  if (after._tag === "none" && before._tag !== "none") {
    return [{ at, endsAgreement: before._tag !== "final", what: "unsubscribed" }]
  }
  return []
}
