import type { ChoiceDefinition } from "../ChoiceDefinition.ts"

const silent = "AWS SDK 3.1138, BatchMeterUsage: silent; read 2026-11-21"

/** What the whole request of BatchMeterUsage meets; tags, allocations and timestamps also in MeterUsage. */
export const batchChoices = [
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
    what: "whether the age of a record is measured from its timestamp or from the start of its hour",
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
  }
] as const satisfies ReadonlyArray<ChoiceDefinition>
