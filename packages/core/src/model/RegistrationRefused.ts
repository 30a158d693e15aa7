import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Why a buyer cannot be registered.
 *
 * **Example** (Which of them a fresh token mends)
 *
 *     RegistrationProblem.literals.filter((problem) => problem.startsWith("Token"))
 *     // => ["TokenInvalid", "TokenExpired"]
 */
export const RegistrationProblem = Schema.Literals(["TokenInvalid", "TokenExpired", "ProductMismatch"])
export type RegistrationProblem = typeof RegistrationProblem.Type

/**
 * Says that a registration token leads to no buyer of ours. The token itself is never shown.
 *
 * - **Cause**: `TokenInvalid`: none, changed on its way, or issued for another seller. `TokenExpired`: the buyer waited too
 *   long. `ProductMismatch`: it is for a product that is not in the catalogue.
 */
export class RegistrationRefused extends Schema.TaggedError<RegistrationRefused>()("RegistrationRefused", {
  code: RegistrationProblem,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return remedies[this.code]
  }
  override get message(): string {
    return `The buyer cannot be registered: ${this.problem}. ${this.remedy.nextStep}`
  }
}

const remedies: Readonly<Record<RegistrationProblem, Remedy>> = {
  TokenInvalid: {
    cause: "The registration token is none, was changed on its way, or was issued for another seller.",
    retry: "never",
    nextStep: "Let the buyer choose Set up your account in AWS Marketplace, which brings a fresh token."
  },
  TokenExpired: {
    cause: "The registration token is too old: the buyer waited, or sent the form again.",
    retry: "never",
    nextStep: "Let the buyer choose Set up your account in AWS Marketplace, which brings a fresh token."
  },
  ProductMismatch: {
    cause: "The buyer subscribed to a product that this registration does not serve.",
    retry: "never",
    nextStep: "Put the product into the catalogue, or correct the registration URL of its listing."
  }
}
