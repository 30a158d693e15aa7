import { Schema } from "effect"

/** Says why a replay cannot be run at all, and what to do about it. */
export class ReplayProblem extends Schema.TaggedError<ReplayProblem>()("ReplayProblem", {
  problem: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
}
