import type { AgreementEvent } from "./AgreementEvent.ts"
import type { Instant } from "./Instant.ts"
import type { Subscription } from "./Subscription.ts"

/** What the events of an agreement make of a subscription. */
export interface AgreementChange {
  /** The subscription as it stands. */
  readonly subscription: Subscription
  /** When it is to end, exclusive; absent where it runs on, as after an end that was taken back. */
  readonly activeUntil?: Instant
  /** The event that decided. */
  readonly because: AgreementEvent
}
