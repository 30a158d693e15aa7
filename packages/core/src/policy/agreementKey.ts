import { Agreement } from "../model/Agreement.ts"
import type { Subscription } from "../model/Subscription.ts"

/**
 * Names an agreement, the same text for the same agreement: what an account owns.
 *
 * A license is known by its id, a product by the buyer's account or customer identifier; the region is no part of it,
 * because an agreement is metered in one region for ever.
 *
 * **Example** (Two spellings of one license)
 *
 *     const subscription = (licenseArn: string) => Subscription.make({
 *       account: "acme", productCode: "4ml54db8vrmjuykaw1psroool", region: "us-east-1",
 *       agreement: { _tag: "License", buyer: "111122223333", licenseArn },
 *       activeFrom: DateTime.makeUnsafe("2026-03-01T00:00:00Z")
 *     })
 *     agreementKey(subscription("arn:aws:license-manager::123456789012:license:l-1b2c")) // => "[\"license\",\"l-1b2c\"]"
 *     agreementKey(subscription("arn:aws:license-manager::123456789012:license/l-1b2c")) // => "[\"license\",\"l-1b2c\"]"
 */
export const agreementKey = ({
  agreement,
  productCode
}: Pick<Subscription, "agreement" | "productCode">): string =>
  JSON.stringify(
    Agreement.match(agreement, {
      License: ({ licenseArn }) => ["license", Agreement.licenseId(licenseArn)],
      Product: ({ buyer }) => ["product", productCode, buyer],
      Legacy: ({ customerIdentifier }) => ["legacy", productCode, customerIdentifier]
    })
  )

/**
 * Returns the buyer's AWS account; undefined for the form that does not name it.
 *
 * **Example** (By license, and in the form of older integrations)
 *
 *     const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
 *
 *     buyerOf({ _tag: "License", buyer: "111111111111", licenseArn }) // => "111111111111"
 *     buyerOf({ _tag: "Legacy", customerIdentifier: "X01EXAMPLEX" }) // => undefined
 */
export const buyerOf = (agreement: Agreement): string | undefined => agreement.buyer
