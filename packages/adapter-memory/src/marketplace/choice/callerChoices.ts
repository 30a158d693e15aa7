import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

const silent = "AWS SDK 3.1138, MeterUsage: silent; read 2026-11-21"

/** What the software of a buyer meets in MeterUsage and RegisterUsage. */
export const callerChoices = [
  {
    name: "unsupported_credentials",
    default: "CustomerNotEntitledException",
    allowed: ["CustomerNotEntitledException", "InvalidEndpointRegionException", "accept"],
    what: "MeterUsage signed by long-term keys, a node's role or EKS Pod Identity",
    source: "AWS SDK 3.1138, MeterUsage: not supported; error not named"
  },
  {
    name: "entitlement_checked_on",
    default: "first-call",
    allowed: ["first-call", "every-call"],
    what: "whether a lost subscription shows in later calls of a task, a pod or an instance",
    source: "Seller Guide of 2023: on the first call only; the API reference does not say"
  },
  {
    name: "preview_in_seller_account",
    default: "yes",
    allowed: ["yes", "no"],
    what: "whether RegisterUsage, called from the seller's own account, skips the entitlement",
    source: "Seller Guide of 2023: preview mode, before the product is published; not documented since"
  },
  {
    name: "meter_usage_exact_age",
    default: "refuse",
    allowed: ["refuse", "accept"],
    what: "a report of MeterUsage that is exactly six hours old",
    source: silent
  },
  {
    name: "missing_client_token_error",
    default: "ValidationException",
    allowed: ["ValidationException", "IdempotencyConflictException"],
    what: "name of the error of MeterUsage from an AgentCore runtime without ClientToken",
    source: "AWS SDK 3.1138, ClientToken: mandatory for AgentCore; error not named"
  },
  {
    name: "client_token_of_tasks",
    default: "checked",
    allowed: ["checked", "ignored"],
    what: "whether a ClientToken counts, before the hour rule, for callers that are no AgentCore runtimes",
    source: "AWS SDK 3.1138, ClientToken: for AgentCore; SDKs make one up for every caller"
  },
  {
    name: "client_token_scope",
    default: "account",
    allowed: ["account", "resource"],
    what: "among whose calls, in one region, a ClientToken is looked for",
    source: silent
  },
  {
    name: "client_token_seconds",
    default: 86_400,
    allowed: { min: 60, max: 31_536_000 },
    what: "how long a ClientToken is remembered",
    source: silent
  },
  {
    name: "same_usage_other_allocations",
    default: "DuplicateRequestException",
    allowed: ["DuplicateRequestException", "accept"],
    what: "MeterUsage again for an hour, with the same quantity and other allocations; the first allocations stay",
    source: silent
  },
  {
    name: "dry_run_success",
    default: "200",
    allowed: ["200", "400 DryRunOperation", "412 DryRunOperation"],
    what: "answer to a DryRun that finds nothing wrong; 200 comes without MeteringRecordId",
    source:
      "AWS SDK 3.1138, DryRun: returns DryRunOperation, which is not in the model; AWS's sample takes a 200"
  },
  {
    name: "dry_run_not_entitled",
    default: "CustomerNotEntitledException",
    allowed: ["CustomerNotEntitledException", "UnauthorizedException"],
    what: "name of the error of a DryRun by a caller that is not entitled",
    source: "AWS SDK 3.1138, DryRun: UnauthorizedException, which is not in the model"
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>
