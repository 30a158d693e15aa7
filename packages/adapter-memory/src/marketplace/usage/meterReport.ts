import type { AcceptedRecord } from "../AcceptedRecord.ts"
import type { Change, RecordAccepted } from "../applyChanges.ts"
import { allocationsText } from "../batch/allocationsText.ts"
import { instantOf } from "../batch/instantOf.ts"
import { ownAllocations } from "../batch/ownAllocations.ts"
import { billOf, makeBill, meteringRecordIdOf, recordOn } from "../Bill.ts"
import type { Bill } from "../Bill.ts"
import { callerAdmitted } from "../caller/isAdmitted.ts"
import type { DedupKey } from "../DedupKey.ts"
import { hourOf } from "../hourOf.ts"
import { joinKey } from "../joinKey.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import { completed, refused } from "../operation/Operation.ts"
import type { CallContext, Outcome } from "../operation/Operation.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { slotOf } from "../slotOf.ts"
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
  const { key, bill } = placeOf(report, state, context)
  const first = recordOn(state.bills.resource, bill, key)
  if (first !== undefined) return repeated(report, first, context)
  const meteringRecordId = meteringRecordIdOf(bill, key.slot)
  const record = acceptedRecord(report, meteringRecordId, context)
  const accepted: RecordAccepted = { _tag: "RecordAccepted", bill, key, record }
  return { _tag: "Metering", accepted: [accepted], meteringRecordId }
}

const placeOf = (
  report: UsageReport,
  state: MarketplaceState,
  context: CallContext
): { readonly bill: Bill; readonly key: DedupKey } => {
  const { caller, region, seed } = context
  const owner = {
    billedTo: report.ProductCode,
    customer: joinKey(caller.accountId, caller.resource),
    region,
    scope: "resource"
  } as const
  const bill = billOf(state.bills.resource, { ...owner, slot: "" }) ?? makeBill(seed, { ...owner, slot: "" })
  const hour = hourOf(instantOf(report)) / ServiceLimits.hourMillis
  const slot =
    caller.platform === "agentcore" ? `report ${bill.records}` : slotOf(hour, report.UsageDimension).text
  return { bill, key: { ...owner, slot } }
}

const repeated = (
  report: UsageReport,
  first: AcceptedRecord,
  { choices }: CallContext
): Metering | Refusal => {
  const isSameQuantity = (report.UsageQuantity ?? 0) === first.quantity
  const isSame = allocationsText(report.UsageAllocations ?? null) === allocationsText(first.allocations)
  if (isSameQuantity && (isSame || choices.same_usage_other_allocations === "accept")) {
    return { _tag: "Metering", accepted: [], meteringRecordId: first.meteringRecordId }
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

const acceptedRecord = (
  report: UsageReport,
  meteringRecordId: string,
  { caller, now, region }: CallContext
): AcceptedRecord => ({
  acceptedAt: now / 1_000,
  accountId: caller.accountId,
  allocations: ownAllocations(report.UsageAllocations),
  customerIdentifier: null,
  dimension: report.UsageDimension,
  hour: hourOf(instantOf(report)) / 1_000,
  licenseArn: null,
  meteringRecordId,
  productCode: report.ProductCode,
  quantity: (report.UsageQuantity ?? 0) + 0,
  region,
  resource: caller.resource,
  scope: "product",
  timestamp: report.Timestamp
})
