import type { Instant } from "./Instant.ts"
import type { Subscription } from "./Subscription.ts"

/** A subscription whose agreement has ended, or will. */
export interface EndedSubscription {
  readonly subscription: Subscription
  /** The end of the agreement, which after a cut-over is that of the newer subscription. */
  readonly endsAt: Instant
  /** When AWS stops taking records of the agreement, exclusive. */
  readonly sendBefore: Instant
}
