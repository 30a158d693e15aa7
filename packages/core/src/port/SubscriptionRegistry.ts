import { Context, type Effect } from "effect"
import { Schema } from "effect"
import type { Instant } from "../model/Instant.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { Subscription } from "../model/Subscription.ts"
import type { Remedy } from "../model/Remedy.ts"
import { showValue } from "../model/showValue.ts"

/**
 * Says that a subscription contradicts one that is there.
 *
 * - **Cause**: the agreement is linked to another account, or the account is already subscribed at that time. A retry
 *   cannot help: end the other subscription first.
 */
export class SubscriptionConflict extends Schema.TaggedError<SubscriptionConflict>()("SubscriptionConflict", {
  account: Schema.String,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "The agreement is linked to another account, or the account is subscribed at that time already.",
      retry: "never",
      nextStep: "End the other subscription first, or link the account that owns the agreement."
    }
  }
  override get message(): string {
    return `Account ${showValue(this.account)} cannot be linked: ${this.problem}.`
  }
}

/** The links between the seller's accounts and AWS's agreements. */
export class SubscriptionRegistry extends Context.Service<
  SubscriptionRegistry,
  {
    /**
     * Links an account to an agreement.
     *
     * - **Guarantees**: an agreement is never linked to two accounts; an account never has two subscriptions of one
     *   product at one time; one buyer is never metered in two forms in one hour, nor one agreement in two regions.
     * - **Idempotence**: the same subscription again changes nothing, even after its end was set.
     */
    readonly link: (subscription: Subscription) => Effect.Effect<void, SubscriptionConflict | StoreError>

    /**
     * Ends the subscription of an account to a product at an instant, and with it one that would begin later, as after a
     * cut-over that is planned.
     *
     * - **Idempotence**: an end that is set only ever moves to an earlier instant; without a subscription in force after
     *   the instant nothing changes.
     */
    readonly end: (options: {
      readonly account: string
      readonly activeUntil: Instant
      readonly productCode: string
    }) => Effect.Effect<void, StoreError>

    /**
     * Ends the running subscription of an account to a product where another one begins, and links that.
     *
     * - **Guarantees**: as of `link` and `end`; both take place or neither.
     * - **Idempotence**: the same again changes nothing.
     */
    readonly cutOver: (next: Subscription) => Effect.Effect<void, SubscriptionConflict | StoreError>

    /** Returns all subscriptions of an account, ended ones included, in the order of their beginning. */
    readonly subscriptionsOf: (account: string) => Effect.Effect<ReadonlyArray<Subscription>, StoreError>

    /**
     * Returns all subscriptions of the next accounts after `after` that are metered by product or customer identifier, for a
     * product and at or after an instant: those that are still to be cut over then.
     *
     * - **Shape**: of at most `accountsMax` accounts; none when there are no more.
     * - **Order**: by account, then as of `subscriptionsOf`.
     */
    readonly inOlderForm: (options: {
      readonly accountsMax: number
      readonly after: string
      readonly instant: Instant
      readonly productCode: string
    }) => Effect.Effect<ReadonlyArray<Subscription>, StoreError>

    /**
     * Returns all subscriptions of the accounts that have one which ends in a span of time, both its limits included.
     *
     * - **Order**: by account, then as of `subscriptionsOf`.
     */
    readonly endingBetween: (span: {
      readonly from: Instant
      readonly until: Instant
    }) => Effect.Effect<ReadonlyArray<Subscription>, StoreError>
  }
>()("@tallyhour/core/SubscriptionRegistry") {}
