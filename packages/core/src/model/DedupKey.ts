import { Schema } from "effect"
import { Agreement } from "./Agreement.ts"
import { MeteringHour } from "./MeteringHour.ts"

const Branded = Schema.NonEmptyString.pipe(Schema.brand("DedupKey"))

/**
 * What AWS identifies a record by: region, agreement, dimension and hour.
 *
 * - **Shape**: JSON text, so that no name a seller or AWS may choose can run into the next part.
 */
export type DedupKey = typeof Branded.Type

const of = (parts: {
  readonly region: string
  readonly productCode: string
  readonly agreement: Agreement
  readonly dimension: string
  readonly hour: MeteringHour
}): DedupKey =>
  Branded.make(
    JSON.stringify([
      parts.region,
      ...identity(parts.agreement, parts.productCode),
      parts.dimension,
      MeteringHour.format(parts.hour)
    ])
  )

const identity = (agreement: Agreement, productCode: string): ReadonlyArray<string> =>
  Agreement.match(agreement, {
    License: ({ buyer, licenseArn }) => ["license", licenseArn, buyer],
    Product: ({ buyer }) => ["product", productCode, buyer],
    Legacy: ({ customerIdentifier }) => ["legacy", productCode, customerIdentifier]
  })

export const DedupKey = { Schema: Branded, of }
