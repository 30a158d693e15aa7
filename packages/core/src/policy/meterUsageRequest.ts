import type { BuyerReport } from "../model/BuyerReport.ts"
import { Instant } from "../model/Instant.ts"
import { type RequestAllocation, requestAllocation } from "./batchRequest.ts"

/**
 * The body of a MeterUsage request.
 *
 * - **Unit**: `Timestamp` in epoch seconds, `UsageQuantity` in whole units of the dimension.
 * - **Source**: AWS SDK 3.1138, MeterUsage, read 2026-11-21.
 */
export interface MeterUsageRequest {
  readonly ProductCode: string
  readonly Timestamp: number
  readonly UsageDimension: string
  readonly UsageQuantity: number
  readonly UsageAllocations?: ReadonlyArray<RequestAllocation>
  readonly ClientToken: string
}

/**
 * Writes a report as the MeterUsage request it becomes, the same bytes at every attempt.
 *
 * **Example** (The token of the report is sent, never one that a library makes up)
 *
 *     const report = BuyerReport.make({
 *       productCode: "4ml54db8vrmju",
 *       dimension: "pages",
 *       timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z"),
 *       quantity: 3,
 *       allocations: [],
 *       clientToken: "pages-2026-03-10T11"
 *     })
 *     const { ClientToken, Timestamp } = meterUsageRequest(report)
 *
 *     ClientToken // => "pages-2026-03-10T11"
 *     Timestamp // => 1773140400
 */
export const meterUsageRequest = (report: BuyerReport): MeterUsageRequest => ({
  ProductCode: report.productCode,
  Timestamp: Instant.toEpochSeconds(report.timestamp),
  UsageDimension: report.dimension,
  UsageQuantity: report.quantity,
  ...(report.allocations.length === 0 ? {} : { UsageAllocations: report.allocations.map(requestAllocation) }),
  ClientToken: report.clientToken
})
