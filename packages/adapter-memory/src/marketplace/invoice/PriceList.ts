import { Quantity } from "@tallyhour/core"
import { Result } from "effect"
import { joinKey } from "../joinKey.ts"

/** What one unit of a dimension of a product costs. */
export interface Price {
  readonly dimension: string
  /** A plain decimal in the product's currency, such as "0.025". */
  readonly price: string
  readonly product_code: string
}

/** The price of a unit by product and dimension; exact. */
export type PriceList = ReadonlyMap<string, Quantity>

/**
 * Returns the price list of a list of prices, or what is wrong with one of them.
 *
 * - **Errors**: a sentence that names the place: a price that is no plain decimal, is negative, or stands there twice.
 */
export const priceListOf = (prices: ReadonlyArray<Price>): PriceList | string => {
  const list = new Map<string, Quantity>()
  for (const [index, { dimension, price, product_code }] of prices.entries()) {
    const parsed = Quantity.parse(price)
    if (Result.isFailure(parsed)) return `prices[${index}].price ${parsed.failure}`
    if (parsed.success < 0n) return `prices[${index}].price must not be negative`
    const key = joinKey(product_code, dimension)
    if (list.has(key)) return `prices[${index}] prices ${dimension} of ${product_code} a second time`
    list.set(key, parsed.success)
  }
  return list
}

/** Returns the price of a unit; undefined if the list has none. */
export const priceOf = (list: PriceList, productCode: string, dimension: string): Quantity | undefined =>
  list.get(joinKey(productCode, dimension))
