import type { CatalogueInput } from "@tallyhour/core"

/** The product code of the seller's SaaS listing. */
export const productCode = "quarterly"

/** The product code of the seller's container listing. */
export const containerCode = "contained"

/** The meters of the service; containers count pages. */
export const serviceMeters = ["requests", "tokens"] as const

/** How much of each meter's unit is one unit of its dimension. */
export const unitOf: Readonly<Record<string, bigint>> = { requests: 1n, tokens: 1000n, pages: 1n }

/** What the seller sells as a service: requests by the piece, and tokens by the thousand. */
export const catalogue: CatalogueInput = {
  products: [
    {
      code: productCode,
      meters: serviceMeters.map((name) => ({ name, unit: unitOf[name]! }))
    }
  ]
}

/** Names the license of a buyer's agreement, of which it may have several after one another. */
export const licenseOf = (accountId: string, n: number): string =>
  `arn:aws:license-manager::294406891311:license:l-${`${accountId}${n}`.padStart(32, "0")}`
