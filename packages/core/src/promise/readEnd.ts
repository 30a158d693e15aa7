import { Result } from "effect"
import type { Instant } from "../model/Instant.ts"
import type { SubscriptionInvalid } from "../model/Subscription.ts"
import { readInstant } from "./readInstant.ts"
import { readText } from "./readText.ts"

/** The end of a subscription as the program takes it. */
export interface End {
  readonly account: string
  readonly activeUntil: Instant
  readonly productCode: string
}

/**
 * Reads what a caller hands in as the end of a subscription.
 *
 * - **Shape**: total for every JavaScript value.
 * - **Errors**: `SubscriptionInvalid` naming the instant; a name that is none names no subscription.
 */
export const readEnd = (
  account: unknown,
  productCode: unknown,
  until: unknown
): Result.Result<End, SubscriptionInvalid> =>
  Result.map(readInstant(readText(account), "activeUntil", until), (activeUntil) => ({
    account: readText(account),
    activeUntil,
    productCode: readText(productCode)
  }))
