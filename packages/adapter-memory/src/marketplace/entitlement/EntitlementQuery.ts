import { dictionary, integer, list, object, text } from "../wire.ts"
import type { Members } from "../wire.ts"

const queryReaders = {
  ProductCode: text,
  Filter: dictionary(list(text)),
  NextToken: text,
  MaxResults: integer
}

/** Reads the body of GetEntitlements as far as JSON types go; members may still be missing or out of range. */
export const readQuery = object(queryReaders)

/** The body of GetEntitlements, its JSON types right. */
export type LooseQuery = Members<typeof queryReaders>

/** The names a filter may have. */
export const filterNames = [
  "CUSTOMER_AWS_ACCOUNT_ID",
  "CUSTOMER_IDENTIFIER",
  "DIMENSION",
  "LICENSE_ARN"
] as const

/** One of the names. */
export type FilterName = (typeof filterNames)[number]

/** A question for entitlements: of one product, of those that have one of the values under every name. */
export interface EntitlementQuery {
  readonly filter: ReadonlyMap<FilterName, ReadonlyArray<string>>
  readonly maxResults: number | undefined
  readonly nextToken: string | undefined
  readonly productCode: string
}
