import type { Agreement } from "../model/Agreement.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { requestRecord } from "./batchRequest.ts"

/**
 * Divides leased records into requests that AWS takes.
 *
 * - **Shape**: at most 25 records and less than AWS's size each; one region, product and form of identity; no dedup key
 *   twice. Within a batch and from batch to batch the given order stays, so the earliest deadline leaves first.
 *
 * **Example** (What one request cannot hold goes into the next)
 *
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const key = {
 *       agreement,
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
 *     const here = { record, attempts: 1, mayBeAccepted: false, sendBefore: record.deadline }
 *     const there = { ...here, record: UsageRecord.make({ ...record, region: "eu-central-1" }) }
 *
 *     planBatches([here, there, here]).map(({ region, records }) => [region, records.length])
 *     // => [["us-east-1", 1], ["eu-central-1", 1], ["us-east-1", 1]]
 */
export const planBatches = (records: ReadonlyArray<LeasedRecord>): ReadonlyArray<UsageBatch> => {
  const drafts: Array<Draft> = []
  const filling = new Map<string, Draft>()
  let before: LeasedRecord | undefined
  let destination = ""
  for (const leased of records) {
    // Most records go where the one before them goes.
    if (before === undefined || !isAlike(before, leased)) destination = destinationOf(leased)
    before = leased
    const bytes = isBare(leased) ? bareBytesMax(leased) : serialisedBytes(leased)
    const open = filling.get(destination)
    const draft = open !== undefined && fits(open, leased, bytes) ? open : emptyDraft()
    add(draft, leased, bytes)
    if (draft === open) continue
    filling.set(destination, draft)
    drafts.push(draft)
  }
  return drafts.map((draft) => {
    const { productCode, region } = draft.records[0]!.record
    return { region, productCode, records: draft.records }
  })
}

interface Draft {
  readonly records: Array<LeasedRecord>
  readonly keys: Set<string>
  /** At most so many bytes, and exactly so many once none is `unweighed`. */
  bytes: number
  /** Those that are counted with the most they can come to, because next to no batch is so large that it matters. */
  readonly unweighed: Array<LeasedRecord>
}

const emptyDraft = (): Draft => ({ records: [], keys: new Set(), bytes: envelopeBytes, unweighed: [] })

// Room for the request around the records: member names, and a product code of AWS's full length.
const envelopeBytes = 320
const encoder = new TextEncoder()

const fits = (draft: Draft, leased: LeasedRecord, bytes: number): boolean =>
  draft.records.length < MeteringLimits.recordsMax &&
  !draft.keys.has(leased.record.dedupKey) &&
  (draft.bytes + bytes < MeteringLimits.requestBytes ||
    weighed(draft) + serialisedBytes(leased) < MeteringLimits.requestBytes)

const add = (draft: Draft, leased: LeasedRecord, bytes: number): void => {
  draft.records.push(leased)
  draft.keys.add(leased.record.dedupKey)
  draft.bytes += bytes
  if (isBare(leased)) draft.unweighed.push(leased)
}

const weighed = (draft: Draft): number => {
  for (const leased of draft.unweighed.splice(0))
    draft.bytes += serialisedBytes(leased) - bareBytesMax(leased)
  return draft.bytes
}

const isBare = ({ record }: LeasedRecord): boolean => record.allocations.length === 0

/** Returns the most that a record without tags can come to, which is known without writing it. */
const bareBytesMax = ({ record: { agreement, dimension } }: LeasedRecord): number => {
  // The longest that JSON makes of a character are six bytes; names of members and numbers are shorter than the rest.
  return 6 * (dimension.length + buyerLength(agreement)) + 200
}

const buyerLength = (agreement: Agreement): number => {
  switch (agreement._tag) {
    case "License":
      return agreement.buyer.length + agreement.licenseArn.length
    case "Product":
      return agreement.buyer.length
    case "Legacy":
      return agreement.customerIdentifier.length
  }
}

const isAlike = ({ record: left }: LeasedRecord, { record: right }: LeasedRecord): boolean =>
  left.region === right.region &&
  left.productCode === right.productCode &&
  left.agreement._tag === right.agreement._tag

const destinationOf = ({ record }: LeasedRecord): string =>
  JSON.stringify([record.region, record.productCode, record.agreement._tag])

// One byte more for the comma that separates it from the next.
const serialisedBytes = ({ record }: LeasedRecord): number =>
  encoder.encode(JSON.stringify(requestRecord(record))).length + 1
