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
 *
 * **Example** (What ResolveCustomer said of a new buyer)
 *
 *     const agreement = Agreement.make({
 *       _tag: "License",
 *       buyer: "012345678901",
 *       licenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c3d4e5f60718293a4b5c6d7e8f901"
 *     })
 *
 *     Agreement.match(agreement, {
 *       License: ({ buyer }) => `by license, of ${buyer}`,
 *       Product: ({ buyer }) => `by product, of ${buyer}`,
 *       Legacy: ({ customerIdentifier }) => `by product, of ${customerIdentifier}`
 *     }) // => "by license, of 012345678901"
 *     Schema.is(Agreement)({ _tag: "Product", buyer: "12345678901" }) // => false
 */
export const Agreement = Schema.TaggedUnion({
  License: { licenseArn: LicenseArn, buyer: AccountId },
  Product: { buyer: AccountId },
  Legacy: {
    customerIdentifier: Schema.NonEmptyString.check(Schema.isMaxLength(255))
  }
})
export type Agreement = typeof Agreement.Type
