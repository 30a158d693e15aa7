import type { ServiceRule } from "./ServiceRule.ts"

const part = "BatchMeterUsage, whole request"

/** What refuses a request of BatchMeterUsage as a whole; then nothing of it is recorded. */
export const batchRules = [
  {
    number: 12,
    part,
    statement:
      "Neither ProductCode nor LicenseArn, or a ProductCode that is not the seller's, is InvalidProductCodeException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, InvalidProductCodeException; for neither of them silent",
    choices: ["no_product_error"]
  },
  {
    number: 13,
    part,
    statement:
      "A product that is metered by license only takes no ProductCode. Another one takes both, in separate key spaces: one buyer metered both ways is billed twice.",
    certainty: "documented",
    source:
      "AWS SDK 3.1138, ProductCode; RedHatInsights/rhsm-subscriptions PR 6539: refused, error not named",
    choices: ["license_only_product_error", "product_code_with_license_arn"]
  },
  {
    number: 14,
    part,
    statement:
      "A record names its buyer in exactly one form, CustomerAWSAccountId or CustomerIdentifier, and beside a LicenseArn in the first; otherwise it is InvalidCustomerIdentifierException.",
    certainty: "inferred",
    source: "API reference of 2025: mutually exclusive, error not named",
    choices: ["identifier_count_error", "customer_identifier_with_license"]
  },
  {
    number: 15,
    part,
    statement:
      "A CustomerIdentifier that was never issued is InvalidCustomerIdentifierException; an account without any agreement is not subscribed (rule 22).",
    certainty: "documented",
    source: "AWS SDK 3.1138 gives both the exception and the status for it",
    choices: ["malformed_account", "unknown_customer_identifier", "unknown_account"]
  },
  {
    number: 16,
    part,
    statement:
      "A LicenseArn that is unknown, of another account or of another product, or a timestamp before the license was activated, is InvalidLicenseException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, InvalidLicenseException",
    choices: []
  },
  {
    number: 17,
    part,
    statement:
      "A dimension that the product does not have, letter case counting, is InvalidUsageDimensionException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, InvalidUsageDimensionException",
    choices: []
  },
  {
    number: 18,
    part,
    statement: "More than five tags, a bad character or a key that comes twice is InvalidTagException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, InvalidTagException; for a key that comes twice silent",
    choices: ["tag_keys_counted_over", "duplicate_tag_key"]
  },
  {
    number: 19,
    part,
    statement:
      "Allocations that do not add up to the quantity, or a tag set that comes twice, are InvalidUsageAllocationsException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, InvalidUsageAllocationsException; for a tag set that comes twice silent",
    choices: ["repeated_tag_set"]
  },
  {
    number: 20,
    part,
    statement:
      "A timestamp of 24 hours ago or longer, of a month that closed at 06:00 UTC on the first, of the future or from before the agreement is TimestampOutOfBoundsException.",
    certainty: "documented",
    source: "AWS SDK 3.1138, BatchMeterUsage",
    choices: [
      "future_tolerance_seconds",
      "age_measured_from",
      "month_end",
      "before_start",
      "start_compared_by"
    ]
  },
  {
    number: 21,
    part,
    statement: "A quantity that is absent is zero; an empty list of records is answered with empty lists.",
    certainty: "documented",
    source: "AWS SDK 3.1138, Quantity; for the empty list silent",
    choices: ["empty_batch"]
  }
] as const satisfies ReadonlyArray<ServiceRule>
