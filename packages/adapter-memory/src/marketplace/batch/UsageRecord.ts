import { integer, list, object, text, timestamp } from "../wire.ts"
import type { Members } from "../wire.ts"

const tagReaders = { Key: text, Value: text }
/** The members of an allocation. */
export const allocationReaders = { AllocatedUsageQuantity: integer, Tags: list(object(tagReaders)) }
const recordReaders = {
  Timestamp: timestamp,
  Dimension: text,
  Quantity: integer,
  UsageAllocations: list(object(allocationReaders)),
  CustomerIdentifier: text,
  CustomerAWSAccountId: text,
  LicenseArn: text
}
const batchReaders = { UsageRecords: list(object(recordReaders)), ProductCode: text }

/** Reads the body of BatchMeterUsage as far as JSON types go; members may still be missing or out of range. */
export const readBatch = object(batchReaders)

/** A batch whose JSON types are right. */
export type LooseBatch = Members<typeof batchReaders>

/** A usage record whose JSON types are right. */
export type LooseRecord = Members<typeof recordReaders>

/** An allocation whose JSON types are right. */
export type LooseAllocation = Members<typeof allocationReaders>

/** A tag whose JSON types are right. */
export type LooseTag = Members<typeof tagReaders>

/** A tag with both of its parts. */
export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** A part of a record's quantity, under a set of tags; without Tags it is the untagged bucket. */
export interface UsageAllocation {
  readonly AllocatedUsageQuantity: number
  readonly Tags?: ReadonlyArray<Tag>
}

/**
 * A usage record in AWS's own words, with every member that is required.
 *
 * - **Unit**: Timestamp in epoch seconds; Quantity in whole units of the dimension, absent means 0.
 */
export interface UsageRecord {
  readonly Timestamp: number
  readonly Dimension: string
  readonly Quantity?: number
  readonly UsageAllocations?: ReadonlyArray<UsageAllocation>
  readonly CustomerIdentifier?: string
  readonly CustomerAWSAccountId?: string
  readonly LicenseArn?: string
}

/** A batch in which every required member is there. */
export interface UsageBatch {
  readonly UsageRecords: ReadonlyArray<UsageRecord>
  readonly ProductCode?: string
}
