import type { CatalogueInput } from "@tallyhour/core"

/** The product code of the seller's SaaS listing. */
export const productCode = "quarterly"

/** How much of each meter's unit is one unit of its dimension. */
export const unitOf: Readonly<Record<string, bigint>> = { requests: 1n, tokens: 1000n }

/** What the seller sells: requests by the piece, and tokens by the thousand. */
export const catalogue: CatalogueInput = {
  products: [
    {
      code: productCode,
      meters: Object.entries(unitOf).map(([name, unit]) => ({ name, unit }))
    }
  ]
}

/** Names the license of a buyer's agreement, of which it may have several after one another. */
export const licenseOf = (accountId: string, n: number): string =>
  `arn:aws:license-manager::294406891311:license:l-${`${accountId}${n}`.padStart(32, "0")}`
