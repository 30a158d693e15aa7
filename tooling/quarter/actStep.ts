import { DateTime } from "effect"
import type { Buyer, BuyerStep } from "./Buyer.ts"
import type { World } from "./openWorld.ts"
import { licenseOf, productCode } from "./seller.ts"

/** Lets a buyer do a step: at AWS, and with the seller as far as it comes there itself; what AWS tells the seller follows apart. */
export const actStep = async (world: World, buyer: Buyer, { at, what }: BuyerStep): Promise<void> => {
  const { account, accountId, form } = buyer
  switch (what) {
    case "subscribe":
      seedAgreement(world, buyer, { at, license: form === "Legacy" ? undefined : 1 })
      return comeToSeller(world, buyer, at)
    case "cancel":
      return setState(world, buyer, "unsubscribe-pending")
    case "comeBack":
      return setState(world, buyer, "active")
    case "subscribeAnew":
      if (form !== "License") return setState(world, buyer, "active")
      seedAgreement(world, buyer, { at, license: 2 })
      return comeToSeller(world, buyer, at)
    case "cutOver": {
      if (form === "Legacy") seedAgreement(world, buyer, { at, license: 1 })
      const from = DateTime.formatIso(DateTime.makeUnsafe(at))
      await world.meter.cutOver({
        account,
        buyer: accountId,
        from,
        licenseArn: licenseOf(accountId, 1),
        productCode
      })
    }
  }
}

const seedAgreement = (
  world: World,
  { accountId, customerIdentifier, form }: Buyer,
  { at, license }: { readonly at: number; readonly license: number | undefined }
): void => {
  world.control("seed_customer", {
    account_id: accountId,
    license_arn: license === undefined ? null : licenseOf(accountId, license),
    product_code: productCode,
    since: at / 1000,
    ...(form === "Legacy" && { customer_identifier: customerIdentifier })
  })
}

const setState = (world: World, { accountId }: Buyer, state: string): void => {
  world.control("set_subscription", { account_id: accountId, product_code: productCode, state })
}

/** A buyer brings its token; only one that is metered by product was brought in before there were licenses. */
const comeToSeller = async (world: World, buyer: Buyer, at: number): Promise<void> => {
  const { account, accountId, form, region } = buyer
  if (form === "Product") {
    const activeFrom = DateTime.formatIso(DateTime.makeUnsafe(at))
    const agreement = { _tag: "Product", buyer: accountId } as const
    return world.meter.link({ account, activeFrom, agreement, productCode, region })
  }
  const issued = world.control("issue_token", {
    account_id: accountId,
    legacy: form === "Legacy",
    product_code: productCode
  })
  return world.register(buyer, String(issued["token"]))
}
