import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that something which came as an event of an agreement is none that can be read. Nothing was stored.
 *
 * - **Cause**: `TooLarge` and `NotJson` do not come from AWS; `NotOurs` is AWS's, of another service or kind;
 *   `Malformed` lacks what its kind must tell. A retry of the same cannot help: look at what sends it.
 * - **Shape**: `problem` quotes nothing of the body, which may be anybody's.
 */
export class AgreementEventRefused extends Schema.TaggedError<AgreementEventRefused>()(
  "AgreementEventRefused",
  {
    code: Schema.Literals(["TooLarge", "NotJson", "NotOurs", "Malformed"]),
    problem: Schema.String
  }
) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "What came is no event of an agreement that can be read.",
      retry: "never",
      nextStep: "Look at what sends it: the rule of EventBridge, the topic, or whoever knows the address."
    }
  }
  override get message(): string {
    return `This is no event of an agreement: ${this.problem}.`
  }
}
