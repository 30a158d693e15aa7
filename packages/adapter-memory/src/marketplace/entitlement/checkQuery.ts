import type { Choices } from "../Choices.ts"
import { lengthOf } from "../lengthOf.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { filterNames } from "./EntitlementQuery.ts"
import type { EntitlementQuery, FilterName, LooseQuery } from "./EntitlementQuery.ts"

/**
 * Checks the members of GetEntitlements, and returns the question they ask, or the refusal.
 *
 * - **Source**: AWS SDK 3.1138 of the entitlement service, read 2026-11-21.
 */
export const checkQuery = (loose: LooseQuery, choices: Choices): EntitlementQuery | Refusal => {
  const { Filter = new Map<string, ReadonlyArray<string>>(), MaxResults, NextToken, ProductCode } = loose
  const broken = (message: string) => refuse(choices.entitlement_shape_error, message)
  if (ProductCode === undefined || ProductCode === "") return broken("ProductCode is required")
  if (lengthOf(ProductCode) > ServiceLimits.nameCharactersMax) {
    return broken("ProductCode must have at most 255 characters")
  }
  if (MaxResults !== undefined && (MaxResults < 1 || MaxResults > ServiceLimits.entitlementsMax)) {
    return broken(`MaxResults must be from 1 to ${ServiceLimits.entitlementsMax}`)
  }
  const filter = filterOf(Filter)
  if (typeof filter === "string") return broken(filter)
  return { filter, maxResults: MaxResults, nextToken: NextToken, productCode: ProductCode }
}

const filterOf = (sent: ReadonlyMap<string, ReadonlyArray<string>>): EntitlementQuery["filter"] | string => {
  const filter = new Map<FilterName, ReadonlyArray<string>>()
  for (const [name, values] of sent) {
    if (!isFilterName(name)) return `Filter takes ${filterNames.join(", ")}`
    if (values.length === 0 || values.includes(""))
      return `Filter.${name} must name values, none of them empty`
    filter.set(name, values)
  }
  if (filter.has("CUSTOMER_IDENTIFIER") && filter.has("CUSTOMER_AWS_ACCOUNT_ID")) {
    return "Filter takes either CUSTOMER_IDENTIFIER or CUSTOMER_AWS_ACCOUNT_ID"
  }
  return filter
}

const isFilterName = (name: string): name is FilterName => filterNames.some((known) => known === name)
