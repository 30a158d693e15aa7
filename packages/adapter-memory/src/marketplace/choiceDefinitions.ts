import type { ChoiceDefinition } from "./ChoiceDefinition.ts"

const silent = "AWS SDK 3.1138, BatchMeterUsage: silent; read 2026-11-21"

/**
 * Every behaviour that the service's documents leave open, in the order in which a request meets them.
 *
 * The code reads each value from here and nowhere else, so a seller who learns what AWS does changes one word.
 */
export const choiceDefinitions = [
  {
    name: "unknown_path_status",
    default: 404,
    allowed: [404, 400],
    what: "HTTP status of a request that is not POST /",
    source: "rule 1: status unknown"
  },
  {
    name: "wrong_content_type",
    default: "accept",
    allowed: ["accept", "400", "415"],
    what: "a Content-Type other than application/x-amz-json-1.1: accepted, or refused with this status",
    source: "rule 3: both seen on AWS JSON services"
  },
  {
    name: "body_bytes_max",
    default: 1_000_000,
    allowed: [1_000_000, 1_048_576],
    what: "a body of this many bytes, or more, is refused",
    source: "rule 6: API reference says less than 1 MB, and not which megabyte"
  },
  {
    name: "body_too_large_error",
    default: "RequestEntityTooLargeException",
    allowed: ["RequestEntityTooLargeException", "ValidationException"],
    what: "name of the error of a body that is too large; its status is 413",
    source: "rule 6: name unknown"
  },
  {
    name: "quota_burst_seconds",
    default: 1,
    allowed: { min: 1, max: 60 },
    what: "how many seconds of an enforced rate may be spent at once",
    source: "service quotas page: rates only, no algorithm"
  },
  {
    name: "shape_error",
    default: "ValidationException",
    allowed: ["ValidationException", "SerializationException"],
    what: "name of the error of a missing member, or of a broken length, range or pattern",
    source: "rule 11: not in the API model"
  },
  {
    name: "no_product_error",
    default: "InvalidProductCodeException",
    allowed: ["InvalidProductCodeException", "InvalidLicenseException", "ValidationException"],
    what: "neither ProductCode nor LicenseArn",
    source: silent
  },
  {
    name: "license_only_product_error",
    default: "ValidationException",
    allowed: ["ValidationException", "InvalidProductCodeException", "InvalidLicenseException"],
    what: "ProductCode of a product that is metered by license only",
    source: "RedHatInsights/rhsm-subscriptions PR 6539: AWS refuses it, error not named"
  },
  {
    name: "product_code_with_license_arn",
    default: "license-key",
    allowed: ["license-key", "refuse"],
    what: "both in one request, product not license-only: the record is billed to the license, or the request is refused",
    source: "AWS SDK 3.1138, ProductCode: metering one buyer by both in one hour is billed twice"
  },
  {
    name: "identifier_count_error",
    default: "InvalidCustomerIdentifierException",
    allowed: ["InvalidCustomerIdentifierException", "ValidationException"],
    what: "both CustomerIdentifier and CustomerAWSAccountId in a record, or neither",
    source: silent
  },
  {
    name: "customer_identifier_with_license",
    default: "InvalidCustomerIdentifierException",
    allowed: ["InvalidCustomerIdentifierException", "ValidationException", "accept"],
    what: "a record with LicenseArn that names its buyer by CustomerIdentifier",
    source: "AWS SDK 3.1138, CustomerIdentifier: not supported for new integrations; error not named"
  },
  {
    name: "malformed_account",
    default: "InvalidCustomerIdentifierException",
    allowed: ["InvalidCustomerIdentifierException", "CustomerNotSubscribed"],
    what: "a CustomerAWSAccountId of digits, but not of twelve",
    source: silent
  },
  {
    name: "unknown_customer_identifier",
    default: "InvalidCustomerIdentifierException",
    allowed: ["InvalidCustomerIdentifierException", "CustomerNotSubscribed"],
    what: "a CustomerIdentifier that was never issued",
    source: "AWS SDK 3.1138 gives both the exception and the status for it"
  },
  {
    name: "unknown_account",
    default: "CustomerNotSubscribed",
    allowed: ["CustomerNotSubscribed", "InvalidCustomerIdentifierException"],
    what: "an account without any agreement for the product",
    source: "AWS SDK 3.1138 gives both the exception and the status for it"
  },
  {
    name: "tag_keys_counted_over",
    default: "allocation",
    allowed: ["allocation", "record"],
    what: "whether the limit of five tags holds for each allocation only, or also for the distinct keys of a record",
    source: "API model: each list; Seller Guide of 2023: across the list"
  },
  {
    name: "duplicate_tag_key",
    default: "InvalidTagException",
    allowed: ["InvalidTagException", "InvalidUsageAllocationsException", "accept"],
    what: "one key twice in one allocation",
    source: silent
  },
  {
    name: "repeated_tag_set",
    default: "InvalidUsageAllocationsException",
    allowed: ["InvalidUsageAllocationsException", "InvalidTagException", "accept"],
    what: "two allocations of a record with the same tags",
    source: "AWS SDK 3.1138: must be unique; error not named"
  },
  {
    name: "future_tolerance_seconds",
    default: 300,
    allowed: { min: 0, max: 86_400 },
    what: "how far ahead of the service's clock a timestamp may be",
    source: "rule 20: refused, tolerance unknown"
  },
  {
    name: "age_measured_from",
    default: "timestamp",
    allowed: ["timestamp", "hour-start"],
    what: "whether the 24 hours run from the timestamp or from the start of its hour",
    source: silent
  },
  {
    name: "month_end",
    default: "both-limits",
    allowed: ["both-limits", "extends"],
    what: "whether, until 06:00 UTC on the first, usage of the last day is accepted even when older than 24 hours",
    source: "AWS SDK 3.1138, BatchMeterUsage: can be read both ways"
  },
  {
    name: "before_start",
    default: "TimestampOutOfBoundsException",
    allowed: ["TimestampOutOfBoundsException", "accept"],
    what: "a record by product, stamped before the buyer's first agreement starts",
    source: "AWS SDK 3.1138, Timestamp: must not be before the start of usage; error not named"
  },
  {
    name: "start_compared_by",
    default: "instant",
    allowed: ["instant", "hour"],
    what: "whether the start of an agreement is compared to the instant or by the UTC hour",
    source: silent
  },
  {
    name: "empty_batch",
    default: "accept",
    allowed: ["accept", "ValidationException"],
    what: "an empty list of usage records",
    source: "API model: minimum 0; result unknown"
  },
  {
    name: "repeated_key_in_request",
    default: "in-order",
    allowed: ["in-order", "ValidationException"],
    what: "two records of one request for one key: the first wins, or the request is refused",
    source: silent
  },
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
  },
  {
    name: "license_arn_for_legacy",
    default: "include",
    allowed: ["include", "omit"],
    what: "whether ResolveCustomer tells the LicenseArn for a legacy token too",
    source: "AWS SDK 3.1138, ResolveCustomer: silent; read 2026-11-21"
  },
  {
    name: "cloudtrail_timestamps",
    default: "us-english",
    allowed: ["us-english", "us-english-narrow-space", "iso", "epoch"],
    what: "how CloudTrail prints the timestamps of a request; the narrow space is U+202F before AM and PM",
    source: "Seller Guide of 2023: US English; later events not documented"
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>
