import type { Change, RecordAccepted } from "../applyChanges.ts"
import { allocationsText } from "../batch/allocationsText.ts"
import { instantOf } from "../batch/instantOf.ts"
import { ownAllocations } from "../batch/ownAllocations.ts"
import { billOf, makeBill, recordOn } from "../Bill.ts"
import type { Bill } from "../Bill.ts"
import { callerAdmitted } from "../caller/isAdmitted.ts"
import type { DedupKey } from "../DedupKey.ts"
import type { Holder } from "../Holder.ts"
import { hourOf } from "../hourOf.ts"
import { joinKey } from "../joinKey.ts"
import { meteringRecordIdOf } from "../LedgerRecord.ts"
import type { LedgerRecord } from "../LedgerRecord.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import { completed, refused } from "../operation/Operation.ts"
import type { CallContext, Outcome } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { slotCalled, slotOf } from "../slotOf.ts"
import type { Slot } from "../slotOf.ts"
import { clientTokenKey, clientTokenOf, parametersOf, tokenOf } from "./clientTokenOf.ts"
import { admissionOf } from "./UsageReport.ts"
import type { UsageReport } from "./UsageReport.ts"

/**
 * Meters a report that has passed every other rule: rules 36 to 38.
 *
 * A token that has been used stands for its first report. Otherwise the first report of a resource, a dimension and an
 * hour stands for ever, except that an AgentCore runtime has no such rule: there every new token adds.
 */
export const meterReport = (report: UsageReport, state: MarketplaceState, context: CallContext): Outcome => {
  const metering = meteringOf(report, state, context)
  if (metering._tag === "Refusal") return refused(metering)
  if (report.DryRun === true) return dryRunOutcome(context)
  const { meteringRecordId } = metering
  return completed({ MeteringRecordId: meteringRecordId }, [
    callerAdmitted(admissionOf(report), context),
    ...tokenUsed(report, meteringRecordId, state, context),
    ...metering.accepted
  ])
}

interface Metering {
  readonly _tag: "Metering"
  /** The record that the report adds to the ledger; none if it says again what the ledger holds. */
  readonly accepted: ReadonlyArray<RecordAccepted>
  readonly meteringRecordId: string
}

const meteringOf = (
  report: UsageReport,
  state: MarketplaceState,
  context: CallContext
): Metering | Refusal => {
  const used = clientTokenOf(tokenOf(report, context), state, context)
  if (used !== undefined) {
    return { _tag: "Metering", accepted: [], meteringRecordId: used.meteringRecordId }
  }
  const { bill, key, slot } = placeOf(report, state, context)
  const first = recordOn(bill, slot.text)
  if (first !== undefined) return repeated(report, first, context)
  const record = ledgerRecord(report, { bill, slot }, context)
  const accepted: RecordAccepted = { _tag: "RecordAccepted", bill, key, record }
  return { _tag: "Metering", accepted: [accepted], meteringRecordId: meteringRecordIdOf(record) }
}

interface Place {
  readonly bill: Bill
  readonly slot: Slot
}

const placeOf = (
  report: UsageReport,
  state: MarketplaceState,
  context: CallContext
): Place & { readonly key: DedupKey } => {
  const { caller, region, seed } = context
  const owner = {
    billedTo: report.ProductCode,
    customer: joinKey(caller.accountId, caller.resource),
    region,
    scope: "resource",
    slot: ""
  } as const
  const bill = billOf(state.bills.resource, owner) ?? makeBill(seed, owner, holderOf(report, context))
  const hour = hourOf(instantOf(report)) / ServiceLimits.hourMillis
  const dimension = report.UsageDimension
  const slot =
    caller.platform === "agentcore"
      ? slotCalled(`report ${bill.records}`, { dimension, hour })
      : slotOf(hour, dimension)
  return { bill, key: { ...owner, slot: slot.text }, slot }
}

const holderOf = ({ ProductCode }: UsageReport, { caller, region }: CallContext): Holder => ({
  accountId: caller.accountId,
  customerIdentifier: null,
  licenseArn: null,
  productCode: ProductCode,
  region,
  resource: caller.resource
})

const repeated = (report: UsageReport, first: LedgerRecord, { choices }: CallContext): Metering | Refusal => {
  const isSameQuantity = (report.UsageQuantity ?? 0) === first.quantity
  const isSame = allocationsText(report.UsageAllocations ?? null) === allocationsText(first.allocations)
  if (isSameQuantity && (isSame || choices.same_usage_other_allocations === "accept")) {
    return { _tag: "Metering", accepted: [], meteringRecordId: meteringRecordIdOf(first) }
  }
  return refuse("DuplicateRequestException", "The resource has reported the hour already, and otherwise")
}

const dryRunOutcome = ({ choices }: CallContext): Outcome => {
  const [status, errorType] = choices.dry_run_success.split(" ")
  if (errorType === undefined) return completed({})
  return refused(refuse(errorType, "The request would have succeeded", Number(status)))
}

const tokenUsed = (
  report: UsageReport,
  meteringRecordId: string,
  state: MarketplaceState,
  context: CallContext
): ReadonlyArray<Change> => {
  const used = tokenOf(report, context)
  if (used === undefined || clientTokenOf(used, state, context) !== undefined) return []
  const expiresAt = context.now + context.choices.client_token_seconds * 1_000
  const token = { expiresAt, meteringRecordId, parameters: parametersOf(report), usedAt: context.now }
  return [{ _tag: "ClientTokenUsed", key: clientTokenKey(used, context), token }]
}

const ledgerRecord = (report: UsageReport, { bill, slot }: Place, { now }: CallContext): LedgerRecord => ({
  acceptedAt: now / 1_000,
  allocations: ownAllocations(report.UsageAllocations),
  holder: bill.holder,
  quantity: (report.UsageQuantity ?? 0) + 0,
  slot,
  timestamp: report.Timestamp
})
