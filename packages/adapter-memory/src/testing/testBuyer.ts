import { Instant } from "@tallyhour/core"
import { TestBuyer } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import type { MarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import { allocationOf, control, faultKinds } from "./testMarketplace.ts"

/**
 * Lets the laws of a buyer's metering arrange and read an emulator, whichever way it is reached.
 *
 * The emulator's clock is set to `now` and held there.
 */
export const testBuyer = (emulator: MarketplaceEmulator, now: Instant): TestBuyer["Service"] => {
  emulator.setTime({ now: Instant.toEpochSeconds(now), frozen: true })
  return TestBuyer.of({
    now,
    seed: ({ dimensions, isEntitled, productCode }) =>
      Effect.sync(() => {
        control(emulator, "seed_product", { code: productCode, dimensions, kind: "container" })
        control(emulator, "entitle_caller", { product_code: productCode, entitled: isEntitled })
      }),
    runOn: (platform) => Effect.sync(() => void control(emulator, "seed_caller", { platform })),
    failNext: (operation, fault) =>
      Effect.sync(() => void control(emulator, "inject_fault", { operation, kind: faultKinds[fault] })),
    rotateKey: Effect.sync(() => Number(control(emulator, "rotate_key", {})["version"])),
    publicKey: (version) => Effect.sync(() => String(control(emulator, "public_key", { version })["pem"])),
    billed: (productCode) =>
      Effect.sync(() =>
        emulator
          .accepted()
          .filter((record) => record.productCode === productCode)
          .map((record) => ({
            dimension: record.dimension,
            timestamp: DateTime.makeUnsafe(record.timestamp * 1000),
            quantity: record.quantity,
            allocations: (record.allocations ?? []).map(allocationOf),
            meteringRecordId: record.meteringRecordId
          }))
      )
  })
}
