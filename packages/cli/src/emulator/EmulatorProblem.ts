import { Schema } from "effect"

/** Says why the emulator cannot start. */
export class EmulatorProblem extends Schema.TaggedError<EmulatorProblem>()("EmulatorProblem", {
  problem: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
}
