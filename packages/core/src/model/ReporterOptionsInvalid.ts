import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that nothing can be counted or reported as it was asked, listing everything that is wrong at once.
 *
 * - **Cause**: an option or a quantity is wrong. A retry cannot help; correct every problem that is listed.
 */
export class ReporterOptionsInvalid extends Schema.TaggedError<ReporterOptionsInvalid>()(
  "ReporterOptionsInvalid",
  { problems: Schema.Array(Schema.String) }
) {
  get remedy(): Remedy {
    return {
      cause: "An option of the hourly reporter, or a quantity, is wrong.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `The hourly reporter cannot do this: ${this.problems.join("; ")}.`
  }
}
