import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import type { CatalogueInput, MeterHandle, SubscriptionInput } from "@tallyhour/core"

const productCode = "4ml54db8vrmjuykaw1psroool"

/** What the service sells on AWS Marketplace. */
export const catalogue: CatalogueInput = {
  products: [{ code: productCode, meters: [{ name: "pages" }, { name: "storage", dimension: "gb_hours" }] }]
}

const license = (n: number) =>
  `arn:aws:license-manager::294406891311:license:l-${String(n).padStart(32, "0")}`

const buyers: ReadonlyArray<
  Pick<SubscriptionInput, "account" | "agreement"> & { readonly isSubscribed: boolean }
> = [
  {
    account: "acme",
    isSubscribed: true,
    agreement: { _tag: "License", buyer: "111111111111", licenseArn: license(1) }
  },
  { account: "bolt", isSubscribed: true, agreement: { _tag: "Product", buyer: "222222222222" } },
  { account: "coyote", isSubscribed: true, agreement: { _tag: "Legacy", customerIdentifier: "X01EXAMPLEX" } },
  {
    account: "dune",
    isSubscribed: false,
    agreement: { _tag: "License", buyer: "444444444444", licenseArn: license(4) }
  }
]

/** Lists the product at the emulator, and links each of our accounts to its agreement, one for each form of identity. */
export const setUpSeller = async (
  emulator: MarketplaceEmulator,
  meter: MeterHandle<never>
): Promise<void> => {
  emulator.control("seed_product", { code: productCode, dimensions: ["pages", "gb_hours"], kind: "saas" })
  for (const [i, { account, agreement, isSubscribed }] of buyers.entries()) {
    emulator.control("seed_customer", {
      product_code: productCode,
      account_id: agreement._tag === "Legacy" ? "333333333333" : agreement.buyer,
      customer_identifier: agreement._tag === "Legacy" ? agreement.customerIdentifier : `X0${i}`,
      license_arn: agreement._tag === "License" ? agreement.licenseArn : null,
      subscribed: isSubscribed
    })
    await meter.link({
      account,
      productCode,
      agreement,
      region: "us-east-1",
      activeFrom: "2026-03-01T00:00:00Z"
    })
  }
}
