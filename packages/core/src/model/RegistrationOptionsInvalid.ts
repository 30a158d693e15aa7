import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that a container cannot be registered with the options it was given, listing everything that is wrong with them.
 *
 * - **Cause**: an option is wrong or misspelt. A retry cannot help; correct every problem that is listed.
 */
export class RegistrationOptionsInvalid extends Schema.TaggedError<RegistrationOptionsInvalid>()(
  "RegistrationOptionsInvalid",
  { problems: Schema.Array(Schema.String) }
) {
  get remedy(): Remedy {
    return {
      cause: "An option of the registration is wrong, or misspelt.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `The container cannot be registered: ${this.problems.join("; ")}.`
  }
}
