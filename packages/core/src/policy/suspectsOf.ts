import type { UsageRecord } from "../model/UsageRecord.ts"

/**
 * Names all that one record shares with others and that AWS may refuse them together for.
 *
 * - **Shape**: words that tell it from everything else, for a log: the product, its dimension, and the agreement.
 */
export const suspectsOf = (record: UsageRecord): ReadonlyArray<string> => [
  productOf(record),
  dimensionOf(record),
  agreementOf(record)
]

/**
 * Names what a refusal is about: it would concern any record that shares it, and no other.
 *
 * - **Source**: the meaning of AWS's exceptions, in `BatchMeterUsageErrors`.
 */
export const suspectFor = (code: string, record: UsageRecord): string => {
  switch (code) {
    case "InvalidUsageDimensionException":
      return dimensionOf(record)
    case "InvalidCustomerIdentifierException":
    case "InvalidLicenseException":
      return agreementOf(record)
    default:
      return productOf(record)
  }
}

const productOf = ({ productCode, region }: UsageRecord): string =>
  `product ${JSON.stringify(productCode)} in ${region}`

const dimensionOf = (record: UsageRecord): string =>
  `dimension ${JSON.stringify(record.dimension)} of ${productOf(record)}`

const agreementOf = (record: UsageRecord): string =>
  `the agreement of account ${JSON.stringify(record.account)}, ${JSON.stringify(record.agreement)}, for ${productOf(record)}`
