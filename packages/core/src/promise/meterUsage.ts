import { Effect, type Layer } from "effect"
import type { BuyerReport } from "../model/BuyerReport.ts"
import { BuyerMetering } from "../port/BuyerMetering.ts"
import { type CallOptions, runOnce } from "./runOnce.ts"

/** What is reported by MeterUsage, and how AWS is reached. */
export interface MeterUsageOptions extends CallOptions {
  /** How AWS is reached: `awsBuyerMetering()`, or `memoryBuyerMetering(emulator)` in tests. */
  readonly metering: Layer.Layer<BuyerMetering>
  readonly report: BuyerReport
}

/**
 * Reports one dimension of one hour by MeterUsage, for code without Effect, and returns the id of AWS's record.
 *
 * `createReporter` does this by itself, hour by hour, and remembers what it has reported. It keeps to AWS's quota as well;
 * a single call knows nothing of others, so whoever makes many spaces them.
 *
 * - **Idempotence**: the same report again, with its token, is the same record.
 * - **Errors**: rejects with `TransportError`; its reason tells whether AWS may have the report.
 *
 * **Example** (A report, and the same once more)
 *
 *     import { makeMarketplaceEmulator, memoryBuyerMetering } from "@tallyhour/adapter-memory"
 *
 *     const now = () => Date.parse("2026-03-10T12:20:00Z")
 *     const emulator = makeMarketplaceEmulator({ clock: now })
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     const report = BuyerReport.make({
 *       productCode: "4ml54db8vrmju",
 *       dimension: "pages",
 *       timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z"),
 *       quantity: 3,
 *       allocations: [],
 *       clientToken: "one"
 *     })
 *     const reported = { metering: memoryBuyerMetering(emulator), report, now }
 *
 *     const id = await meterUsage(reported)
 *     id === (await meterUsage(reported)) // => true
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 */
export const meterUsage = ({ metering, report, ...call }: MeterUsageOptions): Promise<string> =>
  runOnce(
    Effect.flatMap(BuyerMetering, (service) => service.meterUsage(report)),
    metering,
    call
  )
