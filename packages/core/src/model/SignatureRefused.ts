import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that the answer to a registration proves nothing: its signature, or what it says, is not AWS's to this question.
 *
 * - **Cause**: somebody else answers in AWS's place, or the public key is not that of the product and version. A retry cannot
 *   help; nothing of the answer may be trusted.
 * - **Shape**: `problem` holds nothing of the signature nor of the nonce.
 */
export class SignatureRefused extends Schema.TaggedError<SignatureRefused>()("SignatureRefused", {
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "The signature of the registration is not AWS's answer to this container.",
      retry: "fix",
      nextStep:
        "Check that the public key and its version are those that AWS Marketplace shows for the product, that the clock is right, and who answers at the endpoint."
    }
  }
  override get message(): string {
    return `The registration proves nothing: ${this.problem}. What to do: ${this.remedy.nextStep}`
  }
}
