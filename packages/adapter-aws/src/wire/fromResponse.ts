import type { BatchMeterUsageCommandOutput } from "@aws-sdk/client-marketplace-metering"
import type { AnswerResult, BatchAnswer, RequestRecord } from "@tallyhour/core"

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
  Results: listOf(output.Results, ({ MeteringRecordId, Status, UsageRecord }: Answered<AnswerResult>) => ({
    MeteringRecordId: textOf(MeteringRecordId),
    Status: textOf(Status),
    UsageRecord: fromSdk(UsageRecord)
  })),
  UnprocessedRecords: listOf(output.UnprocessedRecords, (record) => fromSdk(record) ?? {})
})

// The SDK's types are AWS's promise; it looks at none of the values.
type Answered<A> = { readonly [Member in keyof A]?: unknown }

const listOf = <A>(list: unknown, read: (entry: object) => A): ReadonlyArray<A> | undefined =>
  Array.isArray(list) ? list.map((entry) => read(Object(entry) as object)) : undefined

const fromSdk = (record: unknown): Partial<RequestRecord> | undefined => {
  if (typeof record !== "object" || record === null) return undefined
  const answered: Answered<RequestRecord> = record
  const { CustomerAWSAccountId, CustomerIdentifier, Dimension, LicenseArn, Timestamp } = answered
  const quantity = numberOf(answered.Quantity)
  const seconds = Timestamp instanceof Date ? numberOf(Timestamp.getTime() / 1000) : undefined
  // Only what AWS sent is copied: an absent member must stay absent, or records by license would look like others.
  const read: { -readonly [Member in keyof RequestRecord]?: RequestRecord[Member] } = {}
  if (typeof CustomerAWSAccountId === "string") read.CustomerAWSAccountId = CustomerAWSAccountId
  if (typeof CustomerIdentifier === "string") read.CustomerIdentifier = CustomerIdentifier
  if (typeof Dimension === "string") read.Dimension = Dimension
  if (typeof LicenseArn === "string") read.LicenseArn = LicenseArn
  if (quantity !== undefined) read.Quantity = quantity
  if (seconds !== undefined) read.Timestamp = seconds
  return read
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

const numberOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined
