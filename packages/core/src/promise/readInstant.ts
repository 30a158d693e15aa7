import { Result } from "effect"
import { Instant } from "../model/Instant.ts"
import { SubscriptionInvalid } from "../model/Subscription.ts"

/**
 * Reads an instant of a subscription.
 *
 * - **Errors**: `SubscriptionInvalid` naming the field.
 */
export const readInstant = (
  account: string,
  field: string,
  value: unknown
): Result.Result<Instant, SubscriptionInvalid> =>
  Result.mapError(
    Instant.parse(value),
    (problem) => new SubscriptionInvalid({ account, field, problem: `${field} ${problem}` })
  )
