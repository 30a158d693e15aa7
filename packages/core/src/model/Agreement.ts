import { Schema } from "effect"

/** An AWS account id: twelve digits, as text because it may begin with a zero. */
const AccountId = Schema.String.check(
  Schema.isPattern(/^\d{12}$/, { message: "an AWS account id has twelve digits" })
)

const LicenseArn = Schema.String.check(
  Schema.isPattern(/^arn:aws[a-zA-Z-]*:license-manager:[^:\s]*:\d{12}:license[:/][A-Za-z0-9:_/+=,@.-]+$/, {
    message: "a license ARN looks like arn:aws:license-manager::123456789012:license:l-…"
  })
)

/**
 * What usage is billed against, in the form that AWS wants it named.
 *
 * - `License`: license and buyer; required of products listed since 2026-06-01. The request names no product.
 * - `Product`: the buyer account, under the product code of the subscription.
 * - `Legacy`: the customer identifier of older integrations, under that product code.
 */
export const Agreement = Schema.TaggedUnion({
  License: { licenseArn: LicenseArn, buyer: AccountId },
  Product: { buyer: AccountId },
  Legacy: {
    customerIdentifier: Schema.NonEmptyString.check(Schema.isMaxLength(255))
  }
})
export type Agreement = typeof Agreement.Type
