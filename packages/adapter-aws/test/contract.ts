// #region example
import { awsEntitlements } from "@tallyhour/adapter-aws"
import {
  makeMarketplaceEmulator,
  memoryStore,
  memoryTransport,
  startEmulator
} from "@tallyhour/adapter-memory"
import { Agreement, createEntitlements, createMeter } from "@tallyhour/core"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"

/** A contract includes 500 pages a month; of 620 pages the buyer is billed for 120. */
export const contract = async (): Promise<ReadonlyArray<number>> => {
  const now = () => Date.parse("2026-03-10T12:20:00Z")
  const emulator = makeMarketplaceEmulator({ clock: now })
  const { close, url } = await startEmulator({ emulator })
  const buyer = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
  emulator.control("seed_product", {
    code: "4ml54db8vrmju",
    dimensions: ["pages", "pages_included"],
    kind: "saas"
  })
  emulator.control("seed_customer", buyer)
  emulator.control("seed_entitlement", { ...buyer, dimension: "pages_included", value: 500 })

  const catalogue = { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] }
  const entitlements = createEntitlements({
    catalogue,
    // Without options it calls AWS.
    entitlements: awsEntitlements({
      endpoint: url,
      credentials: canaryCredentials
    }),
    now
  })
  const store = memoryStore()
  const meter = createMeter({ catalogue, store, transport: memoryTransport(emulator), now })

  const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
  const bought = { productCode: "4ml54db8vrmju", agreement }
  await meter.link({
    ...bought,
    account: "acme",
    region: "us-east-1",
    activeFrom: "2026-01-01T00:00:00Z",
    allowances: await entitlements.allowances(bought, [
      { meter: "pages", dimension: "pages_included", period: "month" }
    ])
  })
  const transaction = store.begin()
  await meter.record(transaction, {
    eventId: "doc-1",
    account: "acme",
    meter: "pages",
    quantity: 620,
    occurredAt: "2026-03-10T11:30:00Z"
  })
  transaction.commit()

  await meter.pass()
  await meter.close()
  await entitlements.close()
  await close()
  return emulator.accepted().map(({ quantity }) => quantity)
}
// #endregion
