import type { BatchMeterUsageCommandInput } from "@aws-sdk/client-marketplace-metering"
import {
  batchRequest,
  type Instant,
  type RequestAllocation,
  type RequestRecord,
  type UsageRecord
} from "@tallyhour/core"
import { DateTime } from "effect"

/**
 * Writes sealed records as the input of the SDK's BatchMeterUsage, the same at every attempt.
 *
 * - **Shape**: one region, product and form of identity, as `planBatches` leaves them.
 *
 * **Example** (Seven pages of an hour)
 *
 *     import { Agreement, DedupKey, MeteringHour, Quantity, submissionDeadline, UsageRecord } from "@tallyhour/core"
 *
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *     const { ProductCode, UsageRecords } = toRequest([record])
 *
 *     ProductCode // => "4ml54db8vrmju"
 *     UsageRecords?.map(({ Quantity, Timestamp }) => [Quantity, Timestamp?.toISOString()])
 *     // => [[7, "2026-03-10T11:00:00.000Z"]]
 */
export const toRequest = (records: ReadonlyArray<UsageRecord>): BatchMeterUsageCommandInput => {
  const request = batchRequest(records)
  return {
    ...request,
    UsageRecords: request.UsageRecords.map((record, i) => inSdkTypes(record, records[i]!.timestamp))
  }
}

// The SDK takes epoch seconds as they are, but its types and its documentation want a date; its lists may be written to.
const inSdkTypes = (record: RequestRecord, timestamp: Instant) => {
  const Timestamp = DateTime.toDateUtc(timestamp)
  if (isBare(record)) return { ...record, Timestamp }
  const { UsageAllocations: allocations = [] } = record
  return { ...record, Timestamp, UsageAllocations: allocations.map(allocation) }
}

const isBare = (record: RequestRecord): record is RequestRecord & { readonly UsageAllocations?: never } =>
  record.UsageAllocations === undefined

const allocation = ({ AllocatedUsageQuantity, Tags }: RequestAllocation) => ({
  AllocatedUsageQuantity,
  ...(Tags === undefined ? {} : { Tags: [...Tags] })
})
