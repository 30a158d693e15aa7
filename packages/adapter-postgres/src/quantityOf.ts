import { Quantity } from "@tallyhour/core"

/** Reads a quantity back that was checked when it was written. */
export const quantityOf = (text: string): Quantity => Quantity.ofFormatted(text)
