import { DateTime } from "effect"
import { makeMarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { MarketplaceOptions } from "../Marketplace.ts"
import type { Answered, JsonObject } from "../ServiceAnswer.ts"

/** Noon, on a day in the middle of a month. */
export const noon = "2026-04-15T12:00:00Z"

/** The account of the buyer that is seeded, with both a customer identifier and a license. */
export const alice = "012345678901"

/** An account that no product knows, unless a test arranges it. */
export const bob = "210987654321"

/** Returns the license of a number, in the form that AWS gives them. */
export const licenseOf = (number: number): string =>
  `arn:aws:license-manager::294406891311:license:l-${String(number).padStart(32, "0")}`

/** Returns the instant of an ISO text in epoch seconds. */
export const seconds = (iso: string): number => DateTime.toEpochMillis(DateTime.makeUnsafe(iso)) / 1_000

/**
 * Makes an emulator whose clock stands still at noon, with the product `saas1`, its dimensions `users` and `GB`, and
 * Alice, who is `alice-id` and holds license 1.
 */
export const aMarketplace = (options: MarketplaceOptions = {}): MarketplaceEmulator => {
  const emulator = makeMarketplaceEmulator({ clock: () => seconds(noon) * 1_000, ...options })
  arrange(emulator, "seed_product", { code: "saas1", dimensions: ["users", "GB"], kind: "saas" })
  arrange(emulator, "seed_customer", {
    product_code: "saas1",
    account_id: alice,
    customer_identifier: "alice-id",
    license_arn: licenseOf(1)
  })
  return emulator
}

/**
 * Makes the same emulator with three products more: `saas2`, whose license 2 Bob holds, `modern`, which is metered by
 * license only and whose license 3 is Bob's too, and the container product `pod`.
 */
export const aMarketplaceWithBob = (options: MarketplaceOptions = {}): MarketplaceEmulator => {
  const emulator = aMarketplace(options)
  arrange(emulator, "seed_product", { code: "saas2", dimensions: ["users"], kind: "saas" })
  arrange(emulator, "seed_product", { code: "modern", dimensions: ["users"], kind: "license-only" })
  arrange(emulator, "seed_product", { code: "pod", dimensions: ["users"], kind: "container" })
  arrange(emulator, "seed_customer", { product_code: "saas2", account_id: bob, license_arn: licenseOf(2) })
  arrange(emulator, "seed_customer", { product_code: "modern", account_id: bob, license_arn: licenseOf(3) })
  return emulator
}

/** Performs a control function that must succeed, and returns its answer. */
export const arrange = (emulator: MarketplaceEmulator, name: string, body: unknown): JsonObject => {
  const answer = emulator.control(name, body)
  if (answer.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Returns a record of Alice's, by product, for the hour that ends at noon. */
export const aRecord = (changes: JsonObject = {}): JsonObject => ({
  Timestamp: seconds("2026-04-15T11:00:00Z"),
  Dimension: "users",
  Quantity: 3,
  ...("CustomerIdentifier" in changes ? {} : { CustomerAWSAccountId: alice }),
  ...changes
})

/** Returns a record of Alice's, by license 1. */
export const aLicenseRecord = (changes: JsonObject = {}): JsonObject =>
  aRecord({ LicenseArn: licenseOf(1), ...changes })

/** How a batch is sent. */
export interface Sending {
  readonly now?: string
  readonly productCode?: string | null
  readonly region?: string
}

/** Sends records in one batch of product `saas1`, or of no product if it is null, and returns the answer. */
export const meter = (
  emulator: MarketplaceEmulator,
  records: ReadonlyArray<unknown>,
  { now, productCode = "saas1", region = "us-east-1" }: Sending = {}
): Answered => {
  const body = { ...(productCode !== null && { ProductCode: productCode }), UsageRecords: records }
  return call(emulator, "BatchMeterUsage", body, {
    region,
    ...(now !== undefined && { now: seconds(now) * 1_000 })
  })
}

/** How an operation is called; `now` in epoch milliseconds. */
export interface Calling {
  readonly accessKeyId?: string
  readonly now?: number
  readonly region?: string
}

/** Calls an operation that must be answered, and returns the answer. */
export const call = (
  emulator: MarketplaceEmulator,
  operation: string,
  body: unknown,
  { region = "us-east-1", ...signing }: Calling = {}
): Answered => {
  const answer = emulator.call({ ...signing, body, operation, region })
  if (answer._tag !== "Answered") throw new Error(`not answered: ${answer._tag}`)
  return answer
}

/** Returns the statuses of the results, or the name of the error. */
export const verdictOf = (answer: Answered): ReadonlyArray<unknown> | string =>
  answer.errorType ?? resultsOf(answer).map((result) => result["Status"])

/** Returns the results of a batch. */
export const resultsOf = (answer: Answered): ReadonlyArray<JsonObject> =>
  answer.body["Results"] as ReadonlyArray<JsonObject>
