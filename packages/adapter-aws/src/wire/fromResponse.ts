import type { BatchMeterUsageCommandOutput, UsageRecord } from "@aws-sdk/client-marketplace-metering"
import type { BatchAnswer, RequestRecord } from "@tallyhour/core"

/**
 * Reads the SDK's answer to BatchMeterUsage, with instants in epoch seconds.
 *
 * - **Shape**: what AWS left out stays left out.
 *
 * **Example** (A record that AWS took, with its instant in seconds)
 *
 *     const UsageRecord = { Timestamp: new Date("2026-03-10T11:00:00Z"), Dimension: "pages", Quantity: 3 }
 *     const Results = [{ Status: "Success", MeteringRecordId: "mr-1", UsageRecord }] as const
 *     const answer = fromResponse({ $metadata: {}, Results: [...Results] })
 *
 *     answer.Results?.[0]?.UsageRecord // => { Dimension: "pages", Quantity: 3, Timestamp: 1773140400 }
 *     answer.UnprocessedRecords // => undefined
 */
export const fromResponse = (output: BatchMeterUsageCommandOutput): BatchAnswer => ({
  Results: output.Results?.map((result) => ({
    MeteringRecordId: result.MeteringRecordId,
    Status: result.Status,
    UsageRecord: result.UsageRecord === undefined ? undefined : fromSdk(result.UsageRecord)
  })),
  UnprocessedRecords: output.UnprocessedRecords?.map(fromSdk)
})

const fromSdk = ({
  CustomerAWSAccountId,
  CustomerIdentifier,
  Dimension,
  LicenseArn,
  Quantity,
  Timestamp
}: UsageRecord) =>
  // Only what AWS sent is copied: an absent member must stay absent, or records by license would look like others.
  Object.fromEntries(
    Object.entries({
      CustomerAWSAccountId,
      CustomerIdentifier,
      Dimension,
      LicenseArn,
      Quantity,
      Timestamp: Timestamp === undefined ? undefined : Timestamp.getTime() / 1000
    }).filter(([, value]) => value !== undefined)
  ) as Partial<RequestRecord>
