import { assert, describe, it } from "@effect/vitest"
import { OutcomeRemedies, outcomeRemedy } from "./OutcomeRemedies.ts"
import { BatchMeterUsageErrors } from "./BatchMeterUsageErrors.ts"
import type { RetryClass } from "./Remedy.ts"
import { UnnamedErrors } from "./ServiceErrors.ts"
import { SubmissionOutcome } from "./SubmissionOutcome.ts"

describe("OutcomeRemedies", () => {
  it.each(Object.entries(OutcomeRemedies))("%s has a cause and a next step", (_, { cause, nextStep }) => {
    assert.match(cause, /^[A-Z]\S* .+\.$/)
    assert.match(nextStep, /^(Nothing|[A-Z]\S* .+)\.$/)
  })

  it("each outcome says whether a repetition can help", () => {
    const classes = Object.entries(OutcomeRemedies).map(([outcome, { retry }]) => [outcome, retry])

    assert.deepStrictEqual(Object.fromEntries(classes), {
      Accepted: "never",
      Duplicate: "never",
      NotSubscribed: "wait",
      Unprocessed: "retry",
      Unanswered: "retry",
      EchoMismatch: "retry"
    } satisfies Record<string, RetryClass>)
  })
})

describe("outcomeRemedy", () => {
  it("a rejection means what its code means, and nothing under a name that is not known", () => {
    const remedies = ["InvalidTagException", "NeverSeen"].map((code) =>
      outcomeRemedy(SubmissionOutcome.make({ _tag: "Rejected", code, message: "" }))
    )

    assert.deepStrictEqual(remedies, [BatchMeterUsageErrors.InvalidTagException, UnnamedErrors.Unanswered])
  })

  it("every other outcome means one thing", () => {
    const duplicate = SubmissionOutcome.make({ _tag: "Duplicate" })

    assert.strictEqual(outcomeRemedy(duplicate), OutcomeRemedies.Duplicate)
  })
})
