/** A state that the subscription of an agreement can be put into. */
export type SubscriptionState = "active" | "cancelled" | "suspended" | "unsubscribe-pending"

/** A change of the subscription, in force from `at` on. */
export interface Transition {
  /** Epoch milliseconds; minus infinity means since ever. */
  readonly at: number
  /** When the change is announced by events, in epoch milliseconds. */
  readonly announcedAt: number
  readonly state: SubscriptionState
}

/**
 * What usage is billed against: a license, or, in older integrations, a product for a buyer.
 *
 * One buyer may hold several agreements for one product; each with a license is identified by it.
 */
export interface Agreement {
  readonly accountId: string
  readonly customerIdentifier: string | null
  readonly licenseArn: string | null
  readonly productCode: string
  /** Usage stamped earlier is refused; epoch milliseconds, minus infinity for no bound. */
  readonly startsAt: number
  /** In order of time; those of one instant in the order in which they were arranged. */
  readonly transitions: ReadonlyArray<Transition>
}

/** Returns the agreement with one more change of its subscription, in its place in time. */
export const withTransition = (agreement: Agreement, transition: Transition): Agreement => {
  const earlier = agreement.transitions.filter((other) => other.at <= transition.at)
  const later = agreement.transitions.filter((other) => other.at > transition.at)
  return { ...agreement, transitions: [...earlier, transition, ...later] }
}
