import { Agreement, type CatalogueInput, Instant, Subscription } from "@tallyhour/core"
import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import { DateTime } from "effect"
import type { ReplayLine } from "./ReplayLine.ts"
import type { ReplayPolicy } from "./ReplayPolicy.ts"

/** The product that stands for the seller's own. */
const productCode = "replay"
/** The region that every agreement of a replay is metered in. */
const region = "us-east-1"
/** When every subscription began: before any usage that a log can hold. */
const activeFrom: Instant = DateTime.makeUnsafe("2000-01-01T00:00:00Z")

/** The seller of a replay: one product with a dimension for each meter, one buyer for each account. */
export interface Seller {
  readonly catalogue: CatalogueInput
  readonly subscriptions: ReadonlyArray<Subscription>
  /** Tells whose agreement a record of the service belongs to. */
  readonly accountOf: (buyer: string) => string
}

/** Sets up a seller for the accounts and meters that appear in a log. */
export const sellerOf = (
  lines: ReadonlyArray<ReplayLine>,
  { fraction, policy }: ReplayPolicy,
  identity: "license" | "product" | "legacy"
): Seller => {
  const accounts = [...new Set(lines.map(({ event }) => event.account))].sort()
  const meters = [...new Set(lines.map(({ event }) => event.meter))].sort()
  return {
    catalogue: {
      products: [{ code: productCode, meters: meters.map((name) => ({ name, dimension: name, fraction })) }],
      policy
    },
    subscriptions: accounts.map((account, i) =>
      Subscription.make({ account, productCode, region, activeFrom, agreement: agreementOf(identity, i) })
    ),
    accountOf: (buyer) => accounts[Number(buyer) - 1] ?? ""
  }
}

/** Makes the seller's product and buyers known to the emulator. */
export const seedSeller = (emulator: MarketplaceEmulator, seller: Seller): void => {
  const dimensions = seller.catalogue.products.flatMap(({ meters }) => meters.map(({ name }) => name))
  seed(emulator, "seed_product", { code: productCode, dimensions, kind: "saas" })
  for (const [i, { agreement }] of seller.subscriptions.entries()) {
    seed(emulator, "seed_customer", {
      product_code: productCode,
      account_id: buyerOf(i),
      customer_identifier: customerOf(i),
      license_arn: agreement._tag === "License" ? agreement.licenseArn : null
    })
  }
}

const agreementOf = (identity: "license" | "product" | "legacy", i: number): Agreement => {
  const forms = {
    license: () => Agreement.make({ _tag: "License", buyer: buyerOf(i), licenseArn: licenseOf(i) }),
    product: () => Agreement.make({ _tag: "Product", buyer: buyerOf(i) }),
    legacy: () => Agreement.make({ _tag: "Legacy", customerIdentifier: customerOf(i) })
  }
  return forms[identity]()
}

const buyerOf = (i: number): string => String(i + 1).padStart(12, "0")
const customerOf = (i: number): string => `customer-${i + 1}`
const licenseOf = (i: number): string =>
  `arn:aws:license-manager::999999999999:license:l-${(i + 1).toString(16).padStart(32, "0")}`

const seed = (emulator: MarketplaceEmulator, name: string, body: unknown): void => {
  const { body: answer, status } = emulator.control(name, body)
  if (status !== 200) throw new Error(`The emulator refused ${name}: ${JSON.stringify(answer)}`)
}
