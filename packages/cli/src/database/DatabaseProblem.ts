import { Schema } from "effect"

/** Says why a database cannot be worked with at all, and what to do about it. */
export class DatabaseProblem extends Schema.TaggedError<DatabaseProblem>()("DatabaseProblem", {
  problem: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
}
