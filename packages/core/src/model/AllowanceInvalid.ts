import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"
import { showValue } from "./showValue.ts"

/**
 * Says that what a contract includes of a meter cannot be told from its entitlements.
 *
 * - **Cause**: the product has no such meter, or the dimension entitles to something else than a quantity. A retry cannot
 *   help; correct the terms.
 */
export class AllowanceInvalid extends Schema.TaggedError<AllowanceInvalid>()("AllowanceInvalid", {
  meter: Schema.String,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "The terms name a meter or a dimension that entitles to no quantity.",
      retry: "never",
      nextStep: "Name the meter that the contract includes, and the dimension under which it was bought."
    }
  }
  override get message(): string {
    return `What is included of meter ${showValue(this.meter)} cannot be told: ${this.problem}.`
  }
}
