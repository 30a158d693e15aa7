import { Schema } from "effect"
import { priceListOf } from "../invoice/PriceList.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { Name } from "./fields.ts"

/** One price of a unit: product, dimension, and a plain decimal as text. */
export const PriceField = Schema.Struct({ product_code: Name, dimension: Name, price: Schema.String })

/** Sets the price list of the invoice; the former one is forgotten. */
export const setPrices = controlFunction(
  Schema.Struct({ prices: Schema.Array(PriceField) }),
  (marketplace, { prices }) => {
    const list = priceListOf(prices)
    if (typeof list === "string") return new Mistake(list)
    marketplace.prices = list
    return { prices: list.size }
  }
)
