import { type CatalogueInput, Subscription } from "@tallyhour/core"
import { DateTime } from "effect"

/** When the time of a run begins: early in a month, so that no hour of it is too late for its month. */
export const beginning = Date.parse("2026-03-02T10:00:00Z")

/** The products that are sold, and the meters of each. One name stands in both, as where two services share a database. */
const metersOf = {
  crashing: ["requests", "tokens"],
  smashing: ["requests", "tasks"]
} as const

/** The code of a product. */
export type ProductCode = keyof typeof metersOf

/** What a worker may know: all products, or one of them only. */
export const known: readonly [
  ReadonlyArray<ProductCode>,
  ReadonlyArray<ProductCode>,
  ReadonlyArray<ProductCode>
] = [["crashing", "smashing"], ["crashing"], ["smashing"]]

/** The meters, and how much of each one's unit is one unit of its dimension. */
export const unitOf: Readonly<Record<string, bigint>> = { requests: 1n, tasks: 1n, tokens: 1000n }

/** What is sold: by the piece, and tokens by the thousand; what is left of an hour is carried into the next. */
export const catalogueOf = (products: ReadonlyArray<ProductCode>): CatalogueInput => ({
  products: products.map((code) => ({
    code,
    meters: metersOf[code].map((name) => ({ name, unit: Number(unitOf[name]) }))
  }))
})

/** All that is sold. */
export const catalogue = catalogueOf(known[0])

/** An account of the seller, and the buyer that AWS knows it as. */
export interface Buyer {
  readonly account: string
  readonly accountId: string
  /** What it is metered by; of who has both products, only what belongs to one of them. */
  readonly meters: readonly [string, ...ReadonlyArray<string>]
  readonly subscriptions: ReadonlyArray<Subscription>
  /** Whether AWS takes its usage: an agreement that has ended leaves all of it with the seller. */
  readonly isBilled: boolean
}

const buyer = (n: number): Buyer => {
  const accountId = String(111_100_000_000 + n)
  const isBilled = n < buyersBilled
  const products = productsOf(n)
  return {
    account: `account-${n}`,
    accountId,
    isBilled,
    meters: products.length > 1 ? ["tasks", "tokens"] : metersOf[products[0]],
    subscriptions: products.map((productCode) =>
      Subscription.make({
        account: `account-${n}`,
        activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
        ...(isBilled ? {} : { activeUntil: DateTime.makeUnsafe("2026-03-01T00:00:00Z") }),
        agreement: agreementOf(n, { accountId, productCode }),
        productCode,
        region: "us-east-1"
      })
    )
  }
}

/** Half of the accounts have the one product, a quarter the other, and a quarter both. */
const productsOf = (n: number): readonly [ProductCode, ...ReadonlyArray<ProductCode>] => {
  if (n % 4 === 2) return ["crashing", "smashing"]
  return n % 4 === 3 ? ["smashing"] : ["crashing"]
}

const agreementOf = (
  n: number,
  { accountId, productCode }: { readonly accountId: string; readonly productCode: ProductCode }
): Subscription["agreement"] => {
  if (n % 3 === 0) return { _tag: "License", buyer: accountId, licenseArn: licenseOf(n, productCode) }
  return n % 3 === 1
    ? { _tag: "Product", buyer: accountId }
    : { _tag: "Legacy", customerIdentifier: `customer${n}of${productCode}` }
}

const licenseOf = (n: number, productCode: ProductCode): string =>
  `arn:aws:license-manager::294406891311:license:l-${`${n}${productCode === "crashing" ? "a" : "b"}`.padStart(32, "0")}`

const buyersBilled = 24

/** The accounts: eight in each form of identity, and one whose agreement has ended before its usage. */
export const buyers: readonly [Buyer, ...ReadonlyArray<Buyer>] = [
  buyer(0),
  ...Array.from({ length: buyersBilled }, (_, n) => buyer(n + 1))
]

/** What the emulator is told before anything begins: functions of its control interface and what they are given. */
export const seeds: ReadonlyArray<readonly [name: string, body: object]> = [
  ...known[0].map(
    (code) => ["seed_product", { code, dimensions: [...metersOf[code]], kind: "saas" }] as const
  ),
  ...buyers.flatMap(({ accountId, subscriptions }) =>
    subscriptions.map(
      ({ agreement, productCode }) =>
        [
          "seed_customer",
          {
            account_id: accountId,
            product_code: productCode,
            ...(agreement._tag === "License" ? { license_arn: agreement.licenseArn } : {}),
            ...(agreement._tag === "Legacy" ? { customer_identifier: agreement.customerIdentifier } : {})
          }
        ] as const
    )
  )
]

/** The second of the third month after an instant: all usage before it is long ago by then, and that month has just begun. */
export const monthsAfter = (now: number): number => {
  const then = new Date(now)
  return Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 3, 2, 10)
}
