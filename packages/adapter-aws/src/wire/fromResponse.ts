import type { BatchMeterUsageCommandOutput } from "@aws-sdk/client-marketplace-metering"
import type { BatchAnswer, RequestRecord } from "@tallyhour/core"

/**
 * Reads the SDK's answer to BatchMeterUsage, with instants in epoch seconds.
 *
 * - **Shape**: total, whatever the answer holds; what AWS left out, and what is of another kind than AWS's, stays left out.
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
  Results: listOf(output.Results, (result) => ({
    MeteringRecordId: textIn(result, "MeteringRecordId"),
    Status: textIn(result, "Status"),
    UsageRecord: fromSdk(Reflect.get(result, "UsageRecord"))
  })),
  UnprocessedRecords: listOf(output.UnprocessedRecords, (record) => fromSdk(record) ?? {})
})

// The SDK's types are AWS's promise; it looks at none of the values.
const listOf = <A>(list: unknown, read: (entry: object) => A): ReadonlyArray<A> | undefined =>
  Array.isArray(list) ? list.map((entry) => read(Object(entry) as object)) : undefined

const fromSdk = (record: unknown): Partial<RequestRecord> | undefined => {
  if (typeof record !== "object" || record === null) return undefined
  const timestamp: unknown = Reflect.get(record, "Timestamp")
  // Only what AWS sent is copied: an absent member must stay absent, or records by license would look like others.
  return Object.fromEntries(
    Object.entries({
      CustomerAWSAccountId: textIn(record, "CustomerAWSAccountId"),
      CustomerIdentifier: textIn(record, "CustomerIdentifier"),
      Dimension: textIn(record, "Dimension"),
      LicenseArn: textIn(record, "LicenseArn"),
      Quantity: numberOf(Reflect.get(record, "Quantity")),
      Timestamp: timestamp instanceof Date ? numberOf(timestamp.getTime() / 1000) : undefined
    }).filter(([, value]) => value !== undefined)
  )
}

const textIn = (entry: object, member: string): string | undefined => {
  const value: unknown = Reflect.get(entry, member)
  return typeof value === "string" ? value : undefined
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined
