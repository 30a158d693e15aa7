import type { Remedy } from "./Remedy.ts"
import { serviceErrorOf, UnnamedErrors } from "./ServiceErrors.ts"
import type { SubmissionOutcome } from "./SubmissionOutcome.ts"

/**
 * What each outcome of a record means to an operator. `Rejected` is missing, because its meaning is that of its code.
 *
 * - **Source**: AWS SDK 3.1138, `UsageRecordResultStatus` and `UnprocessedRecords`, read 2026-11-21.
 *
 * **Example** (A duplicate)
 *
 *     OutcomeRemedies.Duplicate.cause
 *     // => "AWS holds a record of this buyer, dimension and hour already, and the first one stands."
 *     OutcomeRemedies.Duplicate.retry // => "never"
 */
export const OutcomeRemedies: Readonly<Record<Exclude<SubmissionOutcome["_tag"], "Rejected">, Remedy>> = {
  Accepted: {
    cause: "AWS holds the record and bills it.",
    retry: "never",
    nextStep: "Nothing."
  },
  Duplicate: {
    cause: "AWS holds a record of this buyer, dimension and hour already, and the first one stands.",
    retry: "never",
    nextStep:
      "After an attempt of ours that went unheard, nothing; otherwise find out who else meters this buyer."
  },
  NotSubscribed: {
    cause: "The buyer has no active agreement: not yet, not any more, or its account is suspended.",
    retry: "wait",
    nextStep: "See whether the buyer still subscribes, and that the account is linked to the right agreement."
  },
  Unprocessed: {
    cause: "AWS did not get to the record, neither to bill nor to refuse it.",
    retry: "retry",
    nextStep: "Nothing."
  },
  Unanswered: {
    cause: "The answer does not name the record, or says nothing of it that proves anything.",
    retry: "retry",
    nextStep:
      "Nothing, unless it lasts: then see whether something between the process and AWS changes answers."
  },
  EchoMismatch: {
    cause: "AWS answered with another quantity than was sent, which proves nothing.",
    retry: "retry",
    nextStep: "Compare CloudTrail with the record, and see whether something changes requests or answers."
  }
}

/**
 * Returns what an outcome means to an operator; a rejection under a name never seen before proves nothing.
 *
 * - **Shape**: total.
 *
 * **Example** (A dimension that the product lacks, and a name never seen before)
 *
 *     const rejected = (code: string) => SubmissionOutcome.make({ _tag: "Rejected", code, message: "" })
 *
 *     outcomeRemedy(rejected("InvalidUsageDimensionException")).retry // => "fix"
 *     outcomeRemedy(rejected("BrandNewException")).retry // => "retry"
 */
export const outcomeRemedy = (outcome: SubmissionOutcome): Remedy =>
  outcome._tag === "Rejected"
    ? (serviceErrorOf("BatchMeterUsage", outcome.code) ?? UnnamedErrors.Unanswered)
    : OutcomeRemedies[outcome._tag]
