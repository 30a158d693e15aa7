/** One thing that a buyer does with its subscription. */
export interface BuyerStep {
  /** Epoch milliseconds. */
  readonly at: number
  /**
   * - `subscribe`: subscribes and registers.
   * - `cancel`: gives up its subscription; AWS takes usage for an hour more.
   * - `comeBack`: takes the same subscription again inside that hour.
   * - `subscribeAnew`: subscribes again days later, by a new agreement, and registers again.
   * - `cutOver`: gets a license, by which it is metered from the next full hour on.
   */
  readonly what: "subscribe" | "cancel" | "comeBack" | "subscribeAnew" | "cutOver"
}

/** A buyer of the quarter, and what it will do. */
export interface Buyer {
  /** The seller's own id of it. */
  readonly account: string
  /** Its AWS account. */
  readonly accountId: string
  readonly customerIdentifier: string
  /** How it is metered at first. */
  readonly form: "License" | "Product" | "Legacy"
  readonly region: string
  readonly steps: ReadonlyArray<BuyerStep>
}

/** Whether a buyer is subscribed at an instant, so that its software is in use. */
export const isSubscribed = ({ steps }: Buyer, at: number): boolean => {
  const last = steps.findLast((step) => step.at <= at)
  return last !== undefined && last.what !== "cancel"
}
