import type { MarketplaceState } from "../MarketplaceState.ts"

/** Tells whether a product code is of the kind that the software of buyers names: rules 33 and 39. */
export const isContainerProduct = (productCode: string, state: MarketplaceState): boolean =>
  state.products.get(productCode)?.kind === "container"
