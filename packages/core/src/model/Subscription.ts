import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import { Allowance } from "./Allowance.ts"
import { Instant } from "./Instant.ts"
import { isStorable } from "./isStorable.ts"
import { MeteringHour } from "./MeteringHour.ts"
import type { Remedy } from "./Remedy.ts"
import { showValue } from "./showValue.ts"

/**
 * Says that a subscription cannot be what it is said to be.
 *
 * - **Cause**: a field is wrong, such as an account id of eleven digits. A retry cannot help; correct the field.
 * - **Shape**: `field` names the first one that is wrong, where one is; `problem` tells of all of them.
 */
export class SubscriptionInvalid extends Schema.TaggedError<SubscriptionInvalid>()("SubscriptionInvalid", {
  account: Schema.String,
  problem: Schema.String,
  field: Schema.optionalKey(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "A field of the subscription is wrong.",
      retry: "never",
      nextStep: "Correct the field that is named, and link again."
    }
  }
  override get message(): string {
    return `The subscription of account ${showValue(this.account)} is wrong: ${this.problem}`
  }
}

/**
 * The link of an account to an agreement, with the instants between which usage is billed to it.
 *
 * A cut-over to the license form is two subscriptions of one account that meet at an hour: the older ends where the
 * newer begins, so no hour is ever metered in both forms.
 *
 * - **Shape**: `region` is the one AWS region the agreement is metered in, for ever, because AWS tells duplicates apart
 *   per region. `activeUntil` is exclusive; absent while the subscription runs. `allowances` are what a contract includes,
 *   one for a meter; usage of other meters is metered from the first unit.
 * - **Errors**: `Subscription.make` throws for a field that is wrong; what others wrote is decoded with a Schema instead.
 *
 * **Example** (A buyer that subscribed in the middle of an hour)
 *
 *     const subscription = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmjuykaw1psroool",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-03-10T11:40:00Z")
 *     })
 *     const hour = MeteringHour.of(subscription.activeFrom)
 *
 *     subscription.covers(hour) // => true
 *     subscription.covers(MeteringHour.plus(hour, -1)) // => false
 *     subscription.overlaps(subscription) // => true
 */
export class Subscription extends Schema.Class<Subscription>("Subscription")({
  account: Schema.NonEmptyString.check(Schema.isMaxLength(255), isStorable),
  productCode: Schema.NonEmptyString.check(
    Schema.makeFilter((code: string) =>
      code.startsWith("prod-") ? "is a product id; AWS meters by the product code of the listing" : true
    )
  ),
  agreement: Agreement,
  region: Schema.String.check(
    Schema.isPattern(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, { message: "an AWS region looks like us-east-1" })
  ),
  activeFrom: Instant.Schema,
  activeUntil: Schema.optionalKey(Instant.Schema),
  allowances: Schema.optionalKey(
    Schema.Array(Allowance).check(
      Schema.makeFilter((allowances: ReadonlyArray<Allowance>) =>
        new Set(allowances.map(({ meter }) => meter)).size === allowances.length
          ? true
          : "includes a meter twice"
      )
    )
  )
}) {
  /** Whether the subscription covers any part of an hour. */
  covers(hour: MeteringHour): boolean {
    return (
      !this.isEmpty() &&
      Instant.isBefore(this.activeFrom, MeteringHour.end(hour)) &&
      (this.activeUntil === undefined || Instant.isBefore(MeteringHour.start(hour), this.activeUntil))
    )
  }

  /** Whether two subscriptions are in force at one moment; one that begins where the other ends is not. */
  overlaps(other: Subscription): boolean {
    return (
      !this.isEmpty() &&
      !other.isEmpty() &&
      (this.activeUntil === undefined || Instant.isBefore(other.activeFrom, this.activeUntil)) &&
      (other.activeUntil === undefined || Instant.isBefore(this.activeFrom, other.activeUntil))
    )
  }

  /** It ended before it began, and so was never in force. */
  private isEmpty(): boolean {
    return this.activeUntil !== undefined && !Instant.isBefore(this.activeFrom, this.activeUntil)
  }
}
