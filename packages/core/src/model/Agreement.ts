import { Schema } from "effect"
import { isStorable } from "./isStorable.ts"

const accountIdProblem = (text: string): string | true => {
  if (/^\d{12}$/.test(text)) return true
  return /^\d{1,11}$/.test(text)
    ? `an AWS account id has twelve digits and this has ${text.length}: leading zeros get lost where an id is read as a number, so keep it as text`
    : "an AWS account id has twelve digits"
}

/** An AWS account id: twelve digits, as text because it may begin with a zero. */
const AccountId = Schema.String.check(Schema.makeFilter(accountIdProblem))

const licenseArn =
  /^arn:aws[a-zA-Z-]*:license-manager:[^:\s]*:\d{12}:license[:/]([A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,255})$/

const licenseArnProblem = (text: string): string | true => {
  if (licenseArn.test(text)) return true
  return text.startsWith("aws:license-manager:")
    ? "this is how AWS's events spell a license; use the ARN that ResolveCustomer returns, which begins with arn:aws"
    : "a license ARN looks like arn:aws:license-manager::123456789012:license:l-…"
}

const LicenseArn = Schema.String.check(Schema.makeFilter(licenseArnProblem))

const TaggedUnion = Schema.TaggedUnion({
  License: { licenseArn: LicenseArn, buyer: AccountId },
  Product: { buyer: AccountId },
  Legacy: {
    customerIdentifier: Schema.NonEmptyString.check(Schema.isMaxLength(255), isStorable),
    buyer: Schema.optionalKey(AccountId)
  }
})

/**
 * What usage is billed against, in the form that AWS wants it named.
 *
 * - `License`: license and buyer; required of products listed since 2026-06-01. The request names no product.
 * - `Product`: the buyer account, under the product code of the subscription.
 * - `Legacy`: the customer identifier of older integrations, under that product code. Say the `buyer`, too, which
 *   ResolveCustomer returns: without it nobody can see that the same buyer is metered in another form.
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
export type Agreement = typeof TaggedUnion.Type

// AWS's events leave out the beginning, the word license, or both; the id is the same everywhere.
const spelledArn =
  /^(?:arn:)?aws[a-zA-Z-]*:license-manager:[^:\s]*:\d{12}:(?:license[:/])?([A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,255})$/

/** Returns the part of a license ARN that names the license, the same for every way in which AWS spells it. */
const licenseId = (arn: string): string => spelledArn.exec(arn)?.[1] ?? arn

export const Agreement = Object.assign(TaggedUnion, { licenseId })
