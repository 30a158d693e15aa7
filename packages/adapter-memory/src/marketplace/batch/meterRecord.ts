import type { AcceptedRecord } from "../AcceptedRecord.ts"
import type { RecordAccepted } from "../applyChanges.ts"
import { billOf, makeBill, meteringRecordIdOf, recordOn } from "../Bill.ts"
import type { Bill } from "../Bill.ts"
import { isSameKey } from "../DedupKey.ts"
import type { DedupKey } from "../DedupKey.ts"
import { acceptsUsage } from "../lifecycle/acceptsUsage.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { allocationsText } from "./allocationsText.ts"
import { buyerOf } from "./Buyer.ts"
import type { Buyer } from "./Buyer.ts"
import { dedupKeyOf } from "./dedupKeyOf.ts"
import { ownAllocations } from "./ownAllocations.ts"
import { slotOfRecord } from "./slotOfRecord.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"

/** AWS's verdict on one record, with the record as it was sent. */
export interface UsageRecordResult {
  readonly UsageRecord: UsageRecord
  readonly MeteringRecordId?: string
  readonly Status: "CustomerNotSubscribed" | "DuplicateRecord" | "Success"
}

/** What a record is judged by; `taken` holds what this very request has accepted so far. */
export interface Judgement {
  readonly batch: UsageBatch
  readonly context: CallContext
  readonly state: MarketplaceState
  readonly taken: ReadonlyArray<RecordAccepted>
}

/**
 * Gives one record its verdict: rules 22 to 25 and 30.
 *
 * The first record of a key is accepted and stands for ever. A later one is confirmed if it says the same, and
 * rejected if it does not; either way nothing is added and nothing is changed.
 */
export const meterRecord = (
  record: UsageRecord,
  { batch, context, state, taken }: Judgement
): { readonly accepted?: RecordAccepted; readonly result: UsageRecordResult } => {
  const buyer = buyerOf(record, batch, state)
  if (buyer === undefined || !buyer.agreements.some((agreement) => acceptsUsage(agreement, context))) {
    return { result: { UsageRecord: record, Status: "CustomerNotSubscribed" } }
  }
  const key = dedupKeyOf(record, buyer, context)
  const bills = state.bills[key.scope]
  const bill = billOf(bills, key) ?? makeBill(context.seed, key)
  const first = recordOn(bills, bill, key) ?? takenAs(key, bill, taken)
  if (first !== undefined) return { result: repeatResult(record, first, context) }
  const id = meteringRecordIdOf(bill, key.slot)
  return {
    accepted: { _tag: "RecordAccepted", bill, key, record: acceptedRecord(record, buyer, id, context) },
    result: { UsageRecord: record, MeteringRecordId: id, Status: "Success" }
  }
}

// Bills that are in their place are told apart by what they are; two of one customer that are not may be alike.
const takenAs = (key: DedupKey, bill: Bill, taken: Judgement["taken"]): AcceptedRecord | undefined => {
  for (const accepted of taken) {
    const isSame =
      bill.records > 0
        ? accepted.bill === bill && accepted.key.slot === key.slot
        : isSameKey(accepted.key, key)
    if (isSame) return accepted.record
  }
  return undefined
}

const repeatResult = (
  record: UsageRecord,
  first: AcceptedRecord,
  { choices }: CallContext
): UsageRecordResult => {
  const Status = repeatStatus(record, first, choices)
  const hasId = Status === "Success" || choices.id_on_rejected === "first-record"
  return hasId
    ? { UsageRecord: record, MeteringRecordId: first.meteringRecordId, Status }
    : { UsageRecord: record, Status }
}

const repeatStatus = (
  record: UsageRecord,
  first: AcceptedRecord,
  choices: CallContext["choices"]
): "DuplicateRecord" | "Success" => {
  if ((record.Quantity ?? 0) !== first.quantity) return "DuplicateRecord"
  const isSame = allocationsText(record.UsageAllocations ?? null) === allocationsText(first.allocations)
  return isSame ? choices.identical_resend : choices.same_quantity_other_allocations
}

const acceptedRecord = (
  record: UsageRecord,
  buyer: Buyer,
  meteringRecordId: string,
  { now, region }: CallContext
): AcceptedRecord => {
  const { dimension, hour } = slotOfRecord(record)
  return {
    acceptedAt: now / 1_000,
    accountId: buyer.accountId,
    allocations: ownAllocations(record.UsageAllocations),
    customerIdentifier: record.CustomerIdentifier ?? null,
    dimension,
    hour: hour * 3_600,
    licenseArn: record.LicenseArn ?? null,
    meteringRecordId,
    productCode: buyer.productCode,
    quantity: (record.Quantity ?? 0) + 0,
    region,
    resource: null,
    scope: record.LicenseArn === undefined ? "product" : "license",
    timestamp: record.Timestamp
  }
}
