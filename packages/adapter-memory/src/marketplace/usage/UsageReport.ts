import type { Admission } from "../caller/isAdmitted.ts"
import { allocationReaders } from "../batch/UsageRecord.ts"
import type { UsageAllocation, UsageBatch } from "../batch/UsageRecord.ts"
import { flag, integer, list, object, text, timestamp } from "../wire.ts"
import type { Members } from "../wire.ts"

const reportReaders = {
  ProductCode: text,
  Timestamp: timestamp,
  UsageDimension: text,
  UsageQuantity: integer,
  DryRun: flag,
  UsageAllocations: list(object(allocationReaders)),
  ClientToken: text
}

/** Reads the body of MeterUsage as far as JSON types go; members may still be missing or out of range. */
export const readReport = object(reportReaders)

/** The body of MeterUsage, its JSON types right. */
export type LooseReport = Members<typeof reportReaders>

/**
 * What the software of a buyer reports about itself, in AWS's own words, with every member that is required.
 *
 * - **Unit**: Timestamp in epoch seconds; UsageQuantity in whole units of the dimension, absent means 0.
 */
export interface UsageReport {
  readonly ProductCode: string
  readonly Timestamp: number
  readonly UsageDimension: string
  readonly UsageQuantity?: number
  readonly DryRun?: boolean
  readonly UsageAllocations?: ReadonlyArray<UsageAllocation>
  readonly ClientToken?: string
}

/** Returns a report as a batch of one record, for the rules that hold for both. */
export const asBatch = (report: UsageReport): UsageBatch & { readonly ProductCode: string } => ({
  ProductCode: report.ProductCode,
  UsageRecords: [
    {
      Timestamp: report.Timestamp,
      Dimension: report.UsageDimension,
      Quantity: report.UsageQuantity ?? 0,
      ...(report.UsageAllocations !== undefined && { UsageAllocations: report.UsageAllocations })
    }
  ]
})

/** Returns what a report needs its caller to be admitted to. */
export const admissionOf = ({ ProductCode }: UsageReport): Admission => ({
  operation: "MeterUsage",
  productCode: ProductCode
})
