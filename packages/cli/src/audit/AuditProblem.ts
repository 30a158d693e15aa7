import { Schema } from "effect"

/** Says why a ledger cannot be audited at all, and what to do about it. */
export class AuditProblem extends Schema.TaggedError<AuditProblem>()("AuditProblem", {
  problem: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
}
