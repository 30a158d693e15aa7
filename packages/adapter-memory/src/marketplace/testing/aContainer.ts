import { hash } from "node:crypto"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import type { MarketplaceOptions } from "../Marketplace.ts"
import type { Answered, JsonObject } from "../ServiceAnswer.ts"
import type { Signer } from "../signing/Signer.ts"
import { aMarketplace, arrange, call, seconds } from "./aMarketplace.ts"
import type { Calling } from "./aMarketplace.ts"

/** A signer that costs nothing and signs the same text alike; its signatures are none. */
export const paperSigner: Signer = {
  publicKey: (version) => `key ${version}`,
  sign: (version, text) => hash("sha256", `${version} ${text}`, "base64url")
}

/**
 * Makes an emulator as `aMarketplace` does, with the container product `pod`, its dimensions `users` and `GB`, to
 * which every caller is entitled.
 */
export const aContainer = (options: MarketplaceOptions = {}): MarketplaceEmulator => {
  const emulator = aMarketplace({ signer: paperSigner, ...options })
  arrange(emulator, "seed_product", { code: "pod", dimensions: ["users", "GB"], kind: "container" })
  arrange(emulator, "entitle_caller", { product_code: "pod", entitled: true })
  return emulator
}

/** Reports three users of the hour that ends at noon, or what the changes say, and returns the answer. */
export const report = (
  emulator: MarketplaceEmulator,
  changes: JsonObject = {},
  calling: Calling = {}
): Answered => call(emulator, "MeterUsage", aReport(changes), calling)

/** Returns the body of a report of three users of the hour that ends at noon. */
export const aReport = (changes: JsonObject = {}): JsonObject => ({
  ProductCode: "pod",
  Timestamp: seconds("2026-04-15T11:00:00Z"),
  UsageDimension: "users",
  UsageQuantity: 3,
  ...changes
})

/** Returns the id that a report was given, or the name of its error. */
export const idOf = (answer: Answered): unknown => answer.errorType ?? answer.body["MeteringRecordId"]
