import { type CatalogueInput, Subscription } from "@tallyhour/core"
import { DateTime } from "effect"

/** When the time of a run begins: early in a month, so that no hour of it is too late for its month. */
export const beginning = Date.parse("2026-03-02T10:00:00Z")

const productCode = "crashing"

/** The meters of the product, and how much of each one's unit is one unit of its dimension. */
export const unitOf: Readonly<Record<string, bigint>> = { requests: 1n, tokens: 1000n }

/** What is sold: requests by the piece, and tokens by the thousand; what is left of an hour is carried into the next. */
export const catalogue: CatalogueInput = {
  products: [
    {
      code: productCode,
      meters: Object.entries(unitOf).map(([name, unit]) => ({ name, unit: Number(unit) }))
    }
  ]
}

/** An account of the seller, and the buyer that AWS knows it as. */
export interface Buyer {
  readonly account: string
  readonly accountId: string
  readonly subscription: Subscription
  /** Whether AWS takes its usage: an agreement that has ended leaves all of it with the seller. */
  readonly isBilled: boolean
}

const buyer = (n: number): Buyer => {
  const accountId = String(111_100_000_000 + n)
  const isBilled = n < buyersBilled
  return {
    account: `account-${n}`,
    accountId,
    isBilled,
    subscription: Subscription.make({
      account: `account-${n}`,
      activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
      ...(isBilled ? {} : { activeUntil: DateTime.makeUnsafe("2026-03-01T00:00:00Z") }),
      agreement: agreementOf(n, accountId),
      productCode,
      region: "us-east-1"
    })
  }
}

const agreementOf = (n: number, accountId: string): Subscription["agreement"] => {
  if (n % 3 === 0) return { _tag: "License", buyer: accountId, licenseArn: licenseOf(n) }
  return n % 3 === 1
    ? { _tag: "Product", buyer: accountId }
    : { _tag: "Legacy", customerIdentifier: `customer${n}` }
}

const licenseOf = (n: number): string =>
  `arn:aws:license-manager::294406891311:license:l-${String(n).padStart(32, "0")}`

const buyersBilled = 24

/** The accounts: eight in each form of identity, and one whose agreement has ended before its usage. */
export const buyers: ReadonlyArray<Buyer> = Array.from({ length: buyersBilled + 1 }, (_, n) => buyer(n))

/** What the emulator is told before anything begins: functions of its control interface and what they are given. */
export const seeds: ReadonlyArray<readonly [name: string, body: object]> = [
  ["seed_product", { code: productCode, dimensions: Object.keys(unitOf), kind: "saas" }],
  ...buyers.map(
    ({ accountId, subscription: { agreement } }) =>
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
]
