import type { RecordAccepted } from "../applyChanges.ts"
import { billOf, makeBill, recordOn } from "../Bill.ts"
import type { Bill } from "../Bill.ts"
import { isSameKey } from "../DedupKey.ts"
import type { DedupKey } from "../DedupKey.ts"
import type { Holder } from "../Holder.ts"
import { acceptsUsage } from "../lifecycle/acceptsUsage.ts"
import { meteringRecordIdOf } from "../LedgerRecord.ts"
import type { LedgerRecord } from "../LedgerRecord.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import type { CallContext } from "../operation/Operation.ts"
import { allocationsText } from "./allocationsText.ts"
import { buyerOf } from "./Buyer.ts"
import type { Buyer } from "./Buyer.ts"
import { dedupKeyOf } from "./dedupKeyOf.ts"
import { ownAllocations } from "./ownAllocations.ts"
import { slotOfRecord } from "./slotOfRecord.ts"
import type { UsageBatch, UsageRecord } from "./UsageRecord.ts"
import type { Verdict } from "./Verdict.ts"

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
): { readonly accepted?: RecordAccepted; readonly verdict: Verdict } => {
  const buyer = buyerOf(record, batch, state)
  if (buyer === undefined || !buyer.agreements.some((agreement) => acceptsUsage(agreement, context))) {
    return { verdict: notSubscribed }
  }
  const slot = slotOfRecord(record)
  const key = dedupKeyOf(record, buyer, slot, context)
  const bill =
    billOf(state.bills[key.scope], key) ?? makeBill(context.seed, key, holderOf(record, buyer, context))
  const first = recordOn(bill, key.slot) ?? takenAs(key, bill, taken)
  if (first !== undefined) return { verdict: repeatVerdict(record, first, context) }
  const own = isOf(bill.holder, record, buyer)
  const holder = own ? bill.holder : { ...holderOf(record, buyer, context), idStem: bill.holder.idStem }
  const verdict = ledgerRecord(record, { holder, slot }, context)
  return { accepted: { _tag: "RecordAccepted", bill, key, record: verdict }, verdict }
}

const notSubscribed: Verdict = { Status: "CustomerNotSubscribed" }

// Bills that are in their place are told apart by what they are; two of one customer that are not may be alike.
const takenAs = (key: DedupKey, bill: Bill, taken: Judgement["taken"]): LedgerRecord | undefined => {
  for (const accepted of taken) {
    const isSame =
      bill.place !== undefined
        ? accepted.bill === bill && accepted.key.slot === key.slot
        : isSameKey(accepted.key, key)
    if (isSame) return accepted.record
  }
  return undefined
}

const repeatVerdict = (record: UsageRecord, first: LedgerRecord, { choices }: CallContext): Verdict => {
  const Status = repeatStatus(record, first, choices)
  if (Status === "Success") return first
  return choices.id_on_rejected === "first-record"
    ? { MeteringRecordId: meteringRecordIdOf(first), Status }
    : { Status }
}

const repeatStatus = (
  record: UsageRecord,
  first: LedgerRecord,
  choices: CallContext["choices"]
): "DuplicateRecord" | "Success" => {
  if ((record.Quantity ?? 0) !== first.quantity) return "DuplicateRecord"
  const isSame = allocationsText(record.UsageAllocations ?? null) === allocationsText(first.allocations)
  return isSame ? choices.identical_resend : choices.same_quantity_other_allocations
}

const holderOf = (record: UsageRecord, buyer: Buyer, { region }: CallContext): Holder => ({
  accountId: buyer.accountId,
  customerIdentifier: record.CustomerIdentifier ?? null,
  licenseArn: record.LicenseArn ?? null,
  productCode: buyer.productCode,
  region,
  resource: null
})

// License, region and resource are those of the bill.
const isOf = (holder: Holder, record: UsageRecord, { accountId, productCode }: Buyer): boolean =>
  holder.accountId === accountId &&
  holder.productCode === productCode &&
  holder.customerIdentifier === (record.CustomerIdentifier ?? null)

const ledgerRecord = (
  record: UsageRecord,
  { holder, slot }: Pick<LedgerRecord, "holder" | "slot">,
  { now }: CallContext
): LedgerRecord => ({
  acceptedAt: now / 1_000,
  allocations: ownAllocations(record.UsageAllocations),
  holder,
  quantity: (record.Quantity ?? 0) + 0,
  slot,
  timestamp: record.Timestamp
})
