import type { Agreement } from "./Agreement.ts"
import type { Instant } from "./Instant.ts"
import type { Subscription } from "./Subscription.ts"

/** What an account is to be metered by, and from when: the next full hour counts. */
export interface CutOver {
  readonly account: string
  readonly buyer: string
  readonly from: Instant
  readonly licenseArn: string
  readonly productCode: string
}

/** What a cut-over comes to: the license is used from an instant on, by a subscription that is there already, or is due. */
export interface CutOverPlan {
  readonly from: Instant
  /** Absent where the account is linked to the license already. */
  readonly due?: Subscription
}

/** What a cut-over would do to one account. */
export interface CutOverForecast {
  readonly account: string
  /** What it is metered by at the instant; absent where nothing of the product runs then that could be cut over. */
  readonly agreement?: Agreement
  /** From when the license would be used; absent where the cut-over would be refused. */
  readonly from?: Instant
  /** Why the account would stay as it is. */
  readonly problem?: string
}
