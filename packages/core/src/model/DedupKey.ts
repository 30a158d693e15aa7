import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import { MeteringHour } from "./MeteringHour.ts"

const Branded = Schema.NonEmptyString.pipe(Schema.brand("DedupKey"))

/**
 * What AWS identifies a record by: region, agreement, dimension and hour.
 *
 * - **Shape**: JSON text, so that no name a seller or AWS may choose can run into the next part. A license stands in it by its
 *   id, because AWS spells the ARN of one license in several ways.
 */
export type DedupKey = typeof Branded.Type

/** Returns the key of what is metered; the same for the same parts, at every attempt and in every process. */
const of = (parts: {
  readonly region: string
  readonly productCode: string
  readonly agreement: Agreement
  readonly dimension: string
  readonly hour: MeteringHour
}): DedupKey =>
  // Not being empty is all that the brand demands, and there is one for every record.
  JSON.stringify([
    parts.region,
    ...identity(parts.agreement, parts.productCode),
    parts.dimension,
    MeteringHour.format(parts.hour)
  ]) as DedupKey

const identity = (agreement: Agreement, productCode: string): ReadonlyArray<string> =>
  Agreement.match(agreement, {
    License: ({ buyer, licenseArn }) => ["license", Agreement.licenseId(licenseArn), buyer],
    Product: ({ buyer }) => ["product", productCode, buyer],
    Legacy: ({ customerIdentifier }) => ["legacy", productCode, customerIdentifier]
  })

/**
 * Dedup keys: what AWS takes one quantity for, and never a second.
 *
 * **Example** (The key of an hour of pages)
 *
 *     const key = DedupKey.of({
 *       region: "us-east-1",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))
 *     })
 *
 *     JSON.parse(key) // => ["us-east-1", "product", "4ml54db8vrmju", "111111111111", "pages", "2026-03-10T11"]
 */
export const DedupKey = { Schema: Branded, of }
