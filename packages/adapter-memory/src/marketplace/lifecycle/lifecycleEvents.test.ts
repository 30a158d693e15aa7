import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import {
  alice,
  aMarketplace,
  aRecord,
  arrange,
  licenseOf,
  meter,
  seconds,
  verdictOf
} from "../testing/aMarketplace.ts"

const buyer = { product_code: "saas1", account_id: alice }
const noonSeconds = seconds("2026-04-15T12:00:00Z")

const eventsSince = (emulator: MarketplaceEmulator, since: number) =>
  arrange(emulator, "events", { since })["events"] as ReadonlyArray<JsonObject>

const namesOf = (events: ReadonlyArray<JsonObject>) =>
  events.map((event) => event["action"] ?? event["detail-type"])

const detailOf = (event: JsonObject | undefined) => event?.["detail"] as Record<string, JsonObject>

const change = (emulator: MarketplaceEmulator, state: string, minutes: number) =>
  arrange(emulator, "set_subscription", { ...buyer, state, at: noonSeconds + minutes * 60 })

const laterBy = (emulator: MarketplaceEmulator, minutes: number) =>
  emulator.setTime({ frozen: true, now: noonSeconds + minutes * 60 })

it("rule 43: a new buyer is announced over SNS and EventBridge", () => {
  const [message, created, updated] = eventsSince(aMarketplace(), 0)

  assert.deepStrictEqual(message, {
    action: "subscribe-success",
    "customer-identifier": "alice-id",
    "product-code": "saas1",
    isFreeTrialTermPresent: "false"
  })
  assert.strictEqual(created?.["detail-type"], "Purchase Agreement Created - Proposer")
  assert.strictEqual(updated?.["detail-type"], "License Updated - Manufacturer")
  const { agreement, product, license, acceptor } = detailOf(updated)
  assert.match(String(agreement?.["id"]), /^agmt-[0-9a-z]{25}$/)
  assert.match(String(product?.["id"]), /^prod-[0-9a-z]{13}$/)
  assert.deepStrictEqual(
    [product?.["code"], license, acceptor, updated?.["time"], updated?.["source"]],
    [
      "saas1",
      { arn: licenseOf(1) },
      { accountId: alice },
      "2026-04-15T12:00:00Z",
      "aws.agreement-marketplace"
    ]
  )
})

it("rule 43: who unsubscribes is announced at once, and again when the hour has passed", () => {
  const emulator = aMarketplace()
  change(emulator, "unsubscribe-pending", 10)

  laterBy(emulator, 9)
  assert.deepStrictEqual(namesOf(eventsSince(emulator, noonSeconds + 1)), [])
  laterBy(emulator, 69)
  assert.deepStrictEqual(namesOf(eventsSince(emulator, noonSeconds + 1)), [
    "unsubscribe-pending",
    "Purchase Agreement Ended - Proposer",
    "License Deprovisioned - Manufacturer"
  ])
  laterBy(emulator, 70)
  assert.deepStrictEqual(namesOf(eventsSince(emulator, noonSeconds + 69 * 60)), ["unsubscribe-success"])
})

it("rule 43: who comes back inside the hour is announced as subscribed instead, and is metered on", () => {
  const emulator = aMarketplace()
  change(emulator, "unsubscribe-pending", 0)
  change(emulator, "active", 30)

  laterBy(emulator, 120)

  assert.deepStrictEqual(namesOf(eventsSince(emulator, noonSeconds + 1)), [
    "subscribe-success",
    "Purchase Agreement Created - Proposer",
    "License Updated - Manufacturer"
  ])
  assert.deepStrictEqual(verdictOf(meter(emulator, [aRecord()])), ["Success"])
})

it("rule 43: an agreement that is renewed keeps its license", () => {
  const emulator = aMarketplace()
  change(emulator, "active", 10)
  laterBy(emulator, 10)

  const [, created, updated] = eventsSince(emulator, noonSeconds + 1)

  assert.strictEqual(detailOf(created)["agreement"]?.["intent"], "RENEW")
  assert.deepStrictEqual(detailOf(updated)["license"], { arn: licenseOf(1) })
})

it("rule 43: cancelling at once is announced once; what was never subscribed is not announced", () => {
  const emulator = aMarketplace()
  const stranger = { ...buyer, account_id: "210987654321" }
  arrange(emulator, "seed_customer", { ...stranger, customer_identifier: "stranger", subscribed: false })
  arrange(emulator, "set_subscription", { ...stranger, state: "cancelled", at: noonSeconds + 60 })
  change(emulator, "cancelled", 1)
  change(emulator, "unsubscribe-pending", 2)

  laterBy(emulator, 120)

  assert.deepStrictEqual(namesOf(eventsSince(emulator, noonSeconds + 1)), [
    "unsubscribe-success",
    "Purchase Agreement Ended - Proposer",
    "License Deprovisioned - Manufacturer"
  ])
})

it("rule 43: the end of an agreement is announced by itself, and a suspension is not", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", {
    ...buyer,
    customer_identifier: "alice-id",
    license_arn: licenseOf(1),
    until: noonSeconds + 60
  })
  laterBy(emulator, 1)
  const ended = eventsSince(emulator, noonSeconds + 1)
  arrange(emulator, "set_subscription", { ...buyer, state: "suspended", at: noonSeconds + 61 })
  laterBy(emulator, 3)

  assert.strictEqual(namesOf(ended)[0], "unsubscribe-pending")
  assert.deepStrictEqual(eventsSince(emulator, noonSeconds + 1), ended)
})

it("rule 43: a product metered by license only is told over EventBridge only", () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_product", { code: "modern", dimensions: ["users"], kind: "license-only" })
  laterBy(emulator, 1)
  arrange(emulator, "seed_customer", { ...buyer, product_code: "modern", license_arn: licenseOf(7) })

  assert.deepStrictEqual(namesOf(eventsSince(emulator, noonSeconds + 1)), [
    "Purchase Agreement Created - Proposer",
    "License Updated - Manufacturer"
  ])
})

it("rule 22: by choice, a cancellation leaves the final window", () => {
  const emulator = aMarketplace({
    choices: { cancelled_leaves_final_window: "yes", final_window_seconds: 600 }
  })
  change(emulator, "cancelled", 0)

  const inTime = meter(emulator, [aRecord()], { now: "2026-04-15T12:10:00Z" })
  const late = meter(emulator, [aRecord()], { now: "2026-04-15T12:10:01Z" })

  assert.deepStrictEqual([inTime, late].map(verdictOf), [["Success"], ["CustomerNotSubscribed"]])
})
