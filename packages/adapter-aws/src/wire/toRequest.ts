import type { BatchMeterUsageCommandInput } from "@aws-sdk/client-marketplace-metering"
import { batchRequest, type RequestRecord, type UsageRecord } from "@tallyhour/core"
import { DateTime } from "effect"

/** Writes sealed records as the input of the SDK's BatchMeterUsage, the same at every attempt. */
export const toRequest = (records: ReadonlyArray<UsageRecord>): BatchMeterUsageCommandInput => {
  const request = batchRequest(records)
  return { ...request, UsageRecords: request.UsageRecords.map(withDate) }
}

// The SDK takes epoch seconds as they are, but its types and its documentation want a date.
const withDate = (record: RequestRecord) => ({
  ...record,
  Timestamp: DateTime.toDateUtc(DateTime.makeUnsafe(record.Timestamp * 1000))
})
