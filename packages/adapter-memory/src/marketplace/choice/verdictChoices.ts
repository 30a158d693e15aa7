import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

const silent = "AWS SDK 3.1138, BatchMeterUsage: silent; read 2026-11-21"

/** What each record of BatchMeterUsage meets. */
export const verdictChoices = [
  {
    name: "final_window_seconds",
    default: 3_600,
    allowed: { min: 0, max: 86_400 },
    what: "how long final records are taken after an unsubscription or the end of an agreement",
    source: "Seller Guide: about one hour"
  },
  {
    name: "cancelled_leaves_final_window",
    default: "no",
    allowed: ["no", "yes"],
    what: "whether the state cancelled, set on an active agreement, still leaves the final window",
    source: "Seller Guide: the window belongs to unsubscribe-pending; nothing on an end without it"
  },
  {
    name: "customer_forms",
    default: "one-customer",
    allowed: ["one-customer", "separate"],
    what: "whether a CustomerIdentifier and its account are one customer under one ProductCode",
    source: silent
  },
  {
    name: "identical_resend",
    default: "Success",
    allowed: ["Success", "DuplicateRecord"],
    what: "status of a record that was accepted before, sent again unchanged",
    source:
      "AWS SDK 3.1138: identical requests are idempotent; AWS's agent skill of 2026: may be DuplicateRecord"
  },
  {
    name: "same_quantity_other_allocations",
    default: "DuplicateRecord",
    allowed: ["DuplicateRecord", "Success"],
    what: "status of a repeat with the same quantity and other allocations; the first allocations stay",
    source: silent
  },
  {
    name: "results_order",
    default: "input",
    allowed: ["input", "shuffled"],
    what: "order of Results",
    source: silent
  },
  {
    name: "id_on_rejected",
    default: "omit",
    allowed: ["omit", "first-record"],
    what: "MeteringRecordId of a DuplicateRecord: none, or that of the record that stays",
    source: silent
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>
