// #region example
import { agreementWebhook } from "@tallyhour/adapter-aws"
import { makeMarketplaceEmulator, memoryStore, memoryTransport } from "@tallyhour/adapter-memory"
import { Agreement, createMeter } from "@tallyhour/core"

/** A buyer uses something, cancels four minutes later, and is billed for it one minute after that. */
export const lastHour = async (): Promise<ReadonlyArray<number>> => {
  let time = "2026-03-10T12:05:00Z"
  const now = () => Date.parse(time)
  const license_arn = "arn:aws:license-manager::294406891311:license:l-0123456789abcdef0123456789abcdef"
  const emulator = makeMarketplaceEmulator({ clock: now })
  const buyer = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
  emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
  emulator.control("seed_customer", { ...buyer, license_arn })

  const store = memoryStore()
  const meter = createMeter({
    catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
    store,
    transport: memoryTransport(emulator),
    now
  })
  const webhook = agreementWebhook({
    follow: meter.follow,
    eventBridge: { secrets: ["correct horse battery staple"] },
    now
  })
  await meter.link({
    account: "acme",
    productCode: "4ml54db8vrmju",
    agreement: Agreement.make({ _tag: "License", buyer: "111111111111", licenseArn: license_arn }),
    region: "us-east-1",
    activeFrom: "2026-01-01T00:00:00Z"
  })
  const transaction = store.begin()
  await meter.record(transaction, {
    eventId: "doc-1",
    account: "acme",
    meter: "pages",
    quantity: 7,
    occurredAt: time
  })
  transaction.commit()

  time = "2026-03-10T12:09:00Z"
  emulator.control("set_subscription", { ...buyer, state: "unsubscribe-pending" })
  time = "2026-03-10T12:10:00Z"
  const told = emulator.control("events", {}).body["events"] as ReadonlyArray<object>
  for (const event of told.filter((one) => "source" in one)) {
    const headers = { "x-tallyhour-secret": "correct horse battery staple" }
    const request = { method: "POST", headers, body: JSON.stringify(event) }
    await webhook(new Request("https://seller.example/agreements", request))
  }
  await meter.pass()
  await meter.close()
  return emulator.accepted().map(({ quantity }) => quantity)
}
// #endregion
