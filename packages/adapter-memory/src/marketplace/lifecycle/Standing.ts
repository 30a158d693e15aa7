import type { Transition } from "../Agreement.ts"
import type { Choices } from "../Choices.ts"

/**
 * How a subscription stands after a change of it.
 *
 * - `none`: nothing has begun, or everything has ended.
 * - `active`: usage is accepted.
 * - `final`: it has been given up; final records are accepted until `endsAt`, inclusive.
 * - `suspended`: the buyer's AWS account is suspended; nothing is accepted until it is active again.
 */
export type Standing =
  | { readonly _tag: "active" }
  | { readonly _tag: "final"; readonly endsAt: number }
  | { readonly _tag: "none" }
  | { readonly _tag: "suspended" }

/** How every subscription stands before its first change. */
export const noStanding: Standing = { _tag: "none" }

/**
 * Returns how a subscription stands after one more change.
 *
 * A change that makes no sense where it comes, such as giving up what was never active, changes nothing.
 */
export const standingAfter = (standing: Standing, transition: Transition, choices: Choices): Standing => {
  const current = standingAt(standing, transition.at)
  switch (transition.state) {
    case "active":
      return { _tag: "active" }
    case "unsubscribe-pending":
      return current._tag === "active" ? finalFrom(transition.at, choices) : current
    case "cancelled":
      return current._tag === "active" && choices.cancelled_leaves_final_window === "yes"
        ? finalFrom(transition.at, choices)
        : noStanding
    case "suspended":
      return current._tag === "none" ? current : { _tag: "suspended" }
  }
}

/** Returns how a subscription stands at an instant, if nothing changes it: its final window may have passed. */
export const standingAt = (standing: Standing, instant: number): Standing =>
  standing._tag === "final" && instant > standing.endsAt ? noStanding : standing

const finalFrom = (at: number, choices: Choices): Standing => ({
  _tag: "final",
  endsAt: at + choices.final_window_seconds * 1_000
})
