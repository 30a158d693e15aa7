import { Schema } from "effect"

/**
 * Whether a repetition can help.
 *
 * - `retry`: sending the same again can help, and harms nothing.
 * - `fix`: it can help once an operator has put something right; the work waits meanwhile.
 * - `wait`: it can help later, of itself: the rate is used up, or what is wanted is not there yet.
 * - `never`: no repetition of the same can help.
 *
 * **Example** (What a registration page does with a refusal)
 *
 *     const page: Record<RetryClass, string> = {
 *       retry: "try again",
 *       wait: "try again in a minute",
 *       fix: "tell the operator",
 *       never: "tell the buyer"
 *     }
 *     const { ExpiredTokenException, ThrottlingException } = ServiceErrors.ResolveCustomer
 *
 *     page[ExpiredTokenException.retry] // => "tell the buyer"
 *     page[ThrottlingException.retry] // => "try again in a minute"
 */
export const RetryClass = Schema.Literals(["retry", "fix", "wait", "never"])
export type RetryClass = typeof RetryClass.Type

/** What went wrong in the operator's world, whether a repetition can help, and what to do. */
export interface Remedy {
  /** One sentence on what is the matter, in words of the operator's world. */
  readonly cause: string
  readonly retry: RetryClass
  /** One sentence on what a person does now; it says so when that is nothing. */
  readonly nextStep: string
}
