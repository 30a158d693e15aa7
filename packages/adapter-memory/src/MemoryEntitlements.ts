import { Entitlements, readEntitlements, transportErrorFor } from "@tallyhour/core"
import { DateTime, Effect, Layer } from "effect"
import type { MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"

const operation = "GetEntitlements"

/**
 * Asks an emulator in the same process what buyers have bought, at the instant of the program's clock.
 *
 * **Example** (Ten seats)
 *
 *     import { Entitlements } from "@tallyhour/core"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     const buyer = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["seats"], kind: "saas" })
 *     emulator.control("seed_customer", buyer)
 *     emulator.control("seed_entitlement", { ...buyer, dimension: "seats", value: 10 })
 *     const agreement = { _tag: "Product", buyer: "111111111111" } as const
 *     const program = Effect.flatMap(Entitlements, ({ entitlementsOf }) =>
 *       entitlementsOf({ productCode: "4ml54db8vrmju", agreement })
 *     )
 *
 *     const bought = await Effect.runPromise(program.pipe(Effect.provide(memoryEntitlements(emulator))))
 *     bought.map(({ dimension }) => dimension) // => ["seats"]
 */
export const memoryEntitlements = (emulator: MarketplaceEmulator): Layer.Layer<Entitlements> =>
  Layer.succeed(Entitlements, {
    entitlementsOf: (query) =>
      readEntitlements(query, (request) =>
        Effect.gen(function* () {
          const answer = emulator.call({
            operation,
            region: "us-east-1",
            body: { ...request },
            now: DateTime.toEpochMillis(yield* DateTime.now)
          })
          if (answer._tag === "Answered" && answer.errorType === undefined) return answer.body
          return yield* transportErrorFor({
            operation,
            name: answer._tag === "Answered" ? answer.errorType : undefined,
            status: answer._tag === "Answered" || answer._tag === "Html" ? answer.status : undefined,
            detail: answer._tag
          })
        })
      )
  })
