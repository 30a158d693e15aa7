import type { ServiceRule } from "./ServiceRule.ts"

const part = "BatchMeterUsage, each record"

/** What becomes of each record of BatchMeterUsage, in an answer of 200. */
export const recordRules = [
  {
    number: 22,
    part,
    statement:
      "Without an agreement, before it is active, while it is suspended, or more than an hour after its end, it is CustomerNotSubscribed and nothing is stored.",
    certainty: "documented",
    source: "AWS SDK 3.1138, UsageRecordResult; Seller Guide: about one hour",
    choices: ["final_window_seconds", "cancelled_leaves_final_window"]
  },
  {
    number: 23,
    part,
    statement:
      "A key is region, product or license, buyer, dimension and UTC hour. A free one is taken: Success, with a new id.",
    certainty: "documented",
    source: "Seller Guide of 2023; AWS's agent skill of 2026: per region and license",
    choices: []
  },
  {
    number: 24,
    part,
    statement: "The same record again is Success with the same id, and is billed once.",
    certainty: "documented",
    source:
      "AWS SDK 3.1138: identical requests are idempotent; AWS's agent skill of 2026: may be DuplicateRecord",
    choices: ["identical_resend", "same_quantity_other_allocations"]
  },
  {
    number: 25,
    part,
    statement:
      "Another quantity for a key that is taken is DuplicateRecord, whatever the minute of the hour; the first one stays.",
    certainty: "documented",
    source: "AWS SDK 3.1138, UsageRecordResult: DuplicateRecord",
    choices: []
  },
  {
    number: 26,
    part,
    statement: "Two records of one request for one key: the first one wins.",
    certainty: "chosen",
    source: "AWS SDK 3.1138, BatchMeterUsage: silent",
    choices: ["repeated_key_in_request"]
  },
  {
    number: 27,
    part,
    statement: "Under one ProductCode, a CustomerIdentifier and its account are one customer.",
    certainty: "chosen",
    source: "AWS SDK 3.1138, BatchMeterUsage: silent",
    choices: ["customer_forms"]
  },
  {
    number: 28,
    part,
    statement: "Another region is another key, and a second charge.",
    certainty: "documented",
    source: "AWS's agent skill of 2026",
    choices: []
  },
  {
    number: 29,
    part,
    statement:
      "Records that a fault selects are in UnprocessedRecords and not stored. Every record is in exactly one of the two lists.",
    certainty: "documented",
    source: "AWS SDK 3.1138, BatchMeterUsageResult",
    choices: []
  },
  {
    number: 30,
    part,
    statement:
      "Results repeat each record as it was sent, in the order of the input; a record that is rejected has no id.",
    certainty: "observed",
    source:
      "aws-samples, serverless SaaS integration for the European Sovereign Cloud; order and ids of rejected ones not documented",
    choices: ["results_order", "id_on_rejected"]
  },
  {
    number: 31,
    part,
    statement: "Nothing that was accepted is ever summed, changed or deleted by a later call.",
    certainty: "documented",
    source: "Seller Guide of 2023; AWS SDK 3.1138",
    choices: []
  }
] as const satisfies ReadonlyArray<ServiceRule>
