import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Says that a worker cannot run with the options it was given, listing everything that is wrong with them at once.
 *
 * - **Cause**: an option is out of its bounds or misspelt. A retry cannot help; correct every problem that is listed.
 */
export class WorkerOptionsInvalid extends Schema.TaggedError<WorkerOptionsInvalid>()("WorkerOptionsInvalid", {
  problems: Schema.Array(Schema.String)
}) {
  get remedy(): Remedy {
    return {
      cause: "An option of the worker is out of its bounds, or misspelt.",
      retry: "never",
      nextStep: "Correct every problem that is listed."
    }
  }
  override get message(): string {
    return `The worker cannot run: ${this.problems.join("; ")}.`
  }
}
