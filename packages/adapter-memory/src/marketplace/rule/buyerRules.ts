import type { ServiceRule } from "./ServiceRule.ts"

/** What the software of a buyer meets, who stands behind a token, and what is told of all of it. */
export const buyerRules = [
  {
    number: 32,
    part: "MeterUsage",
    statement:
      "An endpoint of another region than the resource's is InvalidEndpointRegionException; a signature of no instance, task, pod or runtime is refused.",
    certainty: "documented",
    source: "AWS SDK 3.1138, MeterUsage; for the signature the error is not named",
    choices: ["unsupported_credentials"]
  },
  {
    number: 33,
    part: "MeterUsage",
    statement:
      "A wrong product is InvalidProductCodeException, a wrong dimension InvalidUsageDimensionException; tags and allocations as in rules 18 and 19.",
    certainty: "documented",
    source: "AWS SDK 3.1138, MeterUsage",
    choices: []
  },
  {
    number: 34,
    part: "MeterUsage",
    statement:
      "A resource that is not entitled when it first calls is CustomerNotEntitledException; later calls hear nothing of a lost subscription.",
    certainty: "documented",
    source: "AWS SDK 3.1138, MeterUsage; Seller Guide of 2023: on the first call only",
    choices: ["entitlement_checked_on"]
  },
  {
    number: 35,
    part: "MeterUsage",
    statement: "A timestamp of six hours ago, or of the future, is TimestampOutOfBoundsException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, MeterUsage",
    choices: ["meter_usage_exact_age", "age_measured_from", "future_tolerance_seconds"]
  },
  {
    number: 36,
    part: "MeterUsage",
    statement:
      "A ClientToken again with other parameters is 409 IdempotencyConflictException; with the same ones it has the same id.",
    certainty: "documented",
    source: "AWS SDK 3.1138, ClientToken",
    choices: ["client_token_of_tasks", "client_token_scope", "client_token_seconds"]
  },
  {
    number: 37,
    part: "MeterUsage",
    statement:
      "One report for each resource, dimension and hour: the same one has the same id, another quantity is DuplicateRequestException. Of an AgentCore runtime every new token adds, and a token is needed.",
    certainty: "documented",
    source: "AWS SDK 3.1138, MeterUsage",
    choices: ["missing_client_token_error", "same_usage_other_allocations"]
  },
  {
    number: 38,
    part: "MeterUsage",
    statement: "A DryRun checks everything and stores nothing; its answer is 200 without an id.",
    certainty: "chosen",
    source:
      "AWS SDK 3.1138, DryRun: returns DryRunOperation, which is not in the model; AWS's sample takes a 200",
    choices: ["dry_run_success", "dry_run_not_entitled"]
  },
  {
    number: 39,
    part: "RegisterUsage",
    statement:
      "Outside ECS, EKS and Fargate it is PlatformNotSupportedException, in another region InvalidRegionException; an unknown key version, a wrong product and a caller that is not entitled when it first calls have errors of their own.",
    certainty: "documented",
    source: "AWS SDK 3.1138, RegisterUsage; aws/aws-sdk-cpp issue 1538 for the message on the platform",
    choices: ["preview_in_seller_account", "entitlement_checked_on"]
  },
  {
    number: 40,
    part: "RegisterUsage",
    statement:
      "The Signature is a PS256 JSON Web Token of product code, key version, nonce and instant; of a key version that has expired the answer says since when.",
    certainty: "documented",
    source:
      "AWS SDK 3.1138, RegisterUsage; Seller Guide of 2023; nginx/kubernetes-ingress for the names of the claims",
    choices: []
  },
  {
    number: 41,
    part: "ResolveCustomer",
    statement:
      "An unknown token is InvalidTokenException, one of four hours ago ExpiredTokenException; until then it resolves again and again, always to the same customer.",
    certainty: "documented",
    source: "AWS SDK 3.1138, ResolveCustomer; Seller Guide of 2023; aws/aws-sdk-go PR 1034 for the message",
    choices: []
  },
  {
    number: 42,
    part: "ResolveCustomer",
    statement:
      "It tells account, product code and license; a CustomerIdentifier only for an older integration.",
    certainty: "documented",
    source: "AWS SDK 3.1138, ResolveCustomerResult",
    choices: ["license_arn_for_legacy"]
  },
  {
    number: 43,
    part: "Lifecycle, audit and time",
    statement:
      "Subscribing, unsubscribing, renewing and ending send the bodies of SNS and EventBridge; an hour after the end nothing is accepted; who comes back inside it is announced as subscribed instead.",
    certainty: "observed",
    source: "Seller Guide, SNS and EventBridge; four events that a seller captured in August 2026",
    choices: ["final_window_seconds"]
  },
  {
    number: 44,
    part: "Lifecycle, audit and time",
    statement:
      "Every call appends an event as CloudTrail writes it, errors included: names in lower camel case, timestamps as text.",
    certainty: "documented",
    source: "Seller Guide of 2023, logging with CloudTrail; later events not documented",
    choices: ["cloudtrail_timestamps", "entitlement_event_source"]
  },
  {
    number: 45,
    part: "Lifecycle, audit and time",
    statement: "Every deadline goes by the emulator's clock, which can be set and held.",
    certainty: "ours",
    source: "control interface",
    choices: []
  }
] as const satisfies ReadonlyArray<ServiceRule>
