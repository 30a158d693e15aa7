// Model: what things are.
export { Instant } from "./model/Instant.ts"
export { Quantity } from "./model/Quantity.ts"
export { MeteringHour } from "./model/MeteringHour.ts"
export { MeteringLimits, MeteringLimitSources } from "./model/MeteringLimits.ts"
export { MeteringPolicy, LatePolicy } from "./model/MeteringPolicy.ts"
export { Aggregation, isAdditive } from "./model/Aggregation.ts"
export { Meter, FractionPolicy, Guard } from "./model/Meter.ts"
export { Product } from "./model/Product.ts"
export type { CatalogueInput, MeterInput } from "./model/CatalogueInput.ts"
export { Catalogue, CatalogueInvalid, type Counting } from "./model/Catalogue.ts"
export { Agreement } from "./model/Agreement.ts"
export { Allowance } from "./model/Allowance.ts"
export { Subscription, SubscriptionInvalid } from "./model/Subscription.ts"
export { AgreementEvent } from "./model/AgreementEvent.ts"
export { AgreementEventRefused } from "./model/AgreementEventRefused.ts"
export { readEventBridge } from "./model/readEventBridge.ts"
export { readNotification } from "./model/readNotification.ts"
export type { AgreementChange } from "./model/AgreementChange.ts"
export { Tags } from "./model/Tags.ts"
export { UsageEvent } from "./model/UsageEvent.ts"
export { EventRefused, EventConflict, RefusalCode } from "./model/EventRefused.ts"
export { DedupKey } from "./model/DedupKey.ts"
export { HourUsage, type OpenHour, type TaggedUsage } from "./model/HourUsage.ts"
export { Allocation } from "./model/Allocation.ts"
export { UsageRecord, RecordState } from "./model/UsageRecord.ts"
export type {
  Carry,
  DueUsage,
  Included,
  LateMove,
  Sealing,
  SetAside,
  WithheldRecord
} from "./model/Sealing.ts"
export { unknownName } from "./model/unknownName.ts"
export { Customer } from "./model/Customer.ts"
export { Entitlement } from "./model/Entitlement.ts"
export { EntitlementQuery } from "./model/EntitlementQuery.ts"
export { AllowanceInvalid } from "./model/AllowanceInvalid.ts"
export { RegistrationProblem, RegistrationRefused } from "./model/RegistrationRefused.ts"
export { ClockSkewed } from "./model/ClockSkewed.ts"
export type { Circuit, Circuits } from "./model/Circuit.ts"
export type { EndedSubscription } from "./model/EndedSubscription.ts"
export type { Lease, LeasedRecord } from "./model/Lease.ts"
export type { UsageBatch } from "./model/UsageBatch.ts"
export { BuyerReport } from "./model/BuyerReport.ts"
export { UsageRegistration } from "./model/UsageRegistration.ts"
export { SignatureRefused } from "./model/SignatureRefused.ts"
export type { FailurePolicy, RegistrationOptions } from "./model/RegistrationOptions.ts"
export { RegistrationOptionsInvalid } from "./model/RegistrationOptionsInvalid.ts"
export type { ReportAlert } from "./model/ReportAlert.ts"
export { emptyReporter, ReporterState, type AsideUsage, type HourlyReport } from "./model/ReporterState.ts"
export type { ReporterOptions, ReporterTotal } from "./model/ReporterOptions.ts"
export { ReporterOptionsInvalid } from "./model/ReporterOptionsInvalid.ts"
export { MeteringOperation } from "./model/MeteringOperation.ts"
export { RetryClass, type Remedy } from "./model/Remedy.ts"
export {
  ServiceError,
  type AccessRefusedError,
  type RequestRefusedError,
  type ThrottledError,
  type UnansweredError
} from "./model/ServiceError.ts"
export { ServiceErrors, UnnamedErrors, serviceErrorOf, type ServiceErrorName } from "./model/ServiceErrors.ts"
export { FrontDoorErrors } from "./model/FrontDoorErrors.ts"
export { UnansweredErrors } from "./model/UnansweredErrors.ts"
export { BatchMeterUsageErrors } from "./model/BatchMeterUsageErrors.ts"
export { GetEntitlementsErrors } from "./model/GetEntitlementsErrors.ts"
export { MeterUsageErrors } from "./model/MeterUsageErrors.ts"
export { RegisterUsageErrors } from "./model/RegisterUsageErrors.ts"
export { ResolveCustomerErrors } from "./model/ResolveCustomerErrors.ts"
export { SubmissionOutcome, type MatchedAnswer } from "./model/SubmissionOutcome.ts"
export { OutcomeRemedies, outcomeRemedy } from "./model/OutcomeRemedies.ts"
export type { Verdict } from "./model/Verdict.ts"
export { Settlement } from "./model/Settlement.ts"
export { Balance } from "./model/Balance.ts"
export type { LedgerEntry, LedgerPage, UnreadableEntry } from "./model/LedgerEntry.ts"
export type { LedgerMove } from "./model/LedgerMove.ts"
export { Invariants, type Invariant, type InvariantId } from "./model/Invariants.ts"
export { Violation, type AuditedRow, type Finding } from "./model/Violation.ts"
export { WorkerOptionsInvalid } from "./model/WorkerOptionsInvalid.ts"
export type { DeadlineAlert, WaitingUsage } from "./model/DeadlineAlert.ts"
export {
  TransportError,
  Throttled,
  Unanswered,
  AccessRefused,
  RequestRefused,
  CircuitOpen,
  DeadlinePassed
} from "./model/TransportError.ts"
export { StoreError, StoreUnavailable, StoreBusy, StoreRefused, SchemaMismatch } from "./model/StoreError.ts"

// Policy: what is decided, as pure functions.
export { acceptEvent } from "./policy/acceptEvent.ts"
export { acceptTags } from "./policy/acceptTags.ts"
export { sealableAt, lastSealableHour } from "./policy/sealableAt.ts"
export { finalAt, lastFinalHour } from "./policy/finalAt.ts"
export { aggregateHour, hoursOf, isCountedAlone } from "./policy/aggregateHour.ts"
export { aggregateUsage, type MeteredUsage } from "./policy/aggregateUsage.ts"
export { countedHour, countedLater, type CountedHour, type CountingContext } from "./policy/countedHour.ts"
export { includedUsage, type IncludedUsage } from "./policy/includedUsage.ts"
export { billableUnits, type BillableUnits } from "./policy/billableUnits.ts"
export { apportion } from "./policy/apportion.ts"
export { scaleUsage } from "./policy/scaleUsage.ts"
export { largestTags } from "./policy/largestTags.ts"
export { allocate } from "./policy/allocate.ts"
export { withholdUntil, type Withheld } from "./policy/withholdUntil.ts"
export { sealRecord } from "./policy/sealRecord.ts"
export { sealUsage } from "./policy/sealUsage.ts"
export type { SealingContext } from "./policy/SealingDraft.ts"
export { agreementKey, buyerOf } from "./policy/agreementKey.ts"
export { linkProblem, isLinked } from "./policy/linkProblem.ts"
export { agreementStanding, concerns, meaningOf, type AgreementStanding } from "./policy/agreementStanding.ts"
export { agreementChanges } from "./policy/agreementChanges.ts"
export { subscriptionProblem } from "./policy/subscriptionProblem.ts"
export { customerFrom, type CustomerAnswer } from "./policy/customerFrom.ts"
export { entitlementsRequest, type EntitlementsRequest } from "./policy/entitlementsRequest.ts"
export {
  entitlementsAfter,
  type EntitlementsAnswer,
  type EntitlementsRead
} from "./policy/entitlementsAfter.ts"
export { entitledAllowances, type ContractTerm } from "./policy/entitledAllowances.ts"
export { tokenProblem } from "./policy/tokenProblem.ts"
export { circuitsAfter } from "./policy/circuitsAfter.ts"
export { clockSkew } from "./policy/clockSkew.ts"
export { endedSubscriptions } from "./policy/endedSubscriptions.ts"
export { reportableUntil, isReportable, termsOf, type ReportingTerms } from "./policy/reportableUntil.ts"
export { deadlineAlerts } from "./policy/deadlineAlerts.ts"
export { workerProblems } from "./policy/workerProblems.ts"
export { submissionDeadline } from "./policy/submissionDeadline.ts"
export { planCutOver } from "./policy/planCutOver.ts"
export { planBatches } from "./policy/planBatches.ts"
export {
  batchRequest,
  requestRecord,
  type BatchRequest,
  type RequestAllocation,
  type RequestRecord
} from "./policy/batchRequest.ts"
export { meterUsageRequest, type MeterUsageRequest } from "./policy/meterUsageRequest.ts"
export { claimsProblem, type AskedRegistration } from "./policy/claimsProblem.ts"
export { registrationProblems } from "./policy/registrationProblems.ts"
export { reportToken } from "./policy/reportToken.ts"
export { guardedLoggers } from "./policy/guardedLoggers.ts"
export { tickOffset } from "./policy/tickOffset.ts"
export type { Counted } from "./policy/countEvent.ts"
export type { HourlyUsage } from "./policy/readUsage.ts"
export { reporterProblems } from "./policy/reporterProblems.ts"
export { outcomesOf, type AnswerResult, type BatchAnswer } from "./policy/outcomesOf.ts"
export { transportErrorFor, type FailedCall } from "./policy/transportErrorFor.ts"
export { retryAt } from "./policy/retryAt.ts"
export { settlementFor } from "./policy/settlementFor.ts"
export { auditBalance } from "./policy/auditBalance.ts"
export { auditRecord } from "./policy/auditRecord.ts"
export { auditStanding, type AuditContext } from "./policy/auditStanding.ts"
export { auditMove } from "./policy/auditMove.ts"
export { AuditTally, type AuditReport } from "./policy/AuditTally.ts"
export { audit, type AuditedLedger } from "./policy/audit.ts"

// Port: what the outside must provide.
export { UsageOutbox, type Appended } from "./port/UsageOutbox.ts"
export { SubscriptionRegistry, SubscriptionConflict } from "./port/SubscriptionRegistry.ts"
export { AgreementInbox, type DecideChanges } from "./port/AgreementInbox.ts"
export {
  RecordLedger,
  type ExpiredRecord,
  type IdleHours,
  type ProductMeter,
  type SealReport
} from "./port/RecordLedger.ts"
export { RecordReview, type WaitingRecord } from "./port/RecordReview.ts"
export { CustomerResolution } from "./port/CustomerResolution.ts"
export { Entitlements } from "./port/Entitlements.ts"
export { UsageTransport } from "./port/UsageTransport.ts"
export { BuyerMetering, type RegistrationAnswer } from "./port/BuyerMetering.ts"
export { ReporterStore } from "./port/ReporterStore.ts"
export { Books, type Unbilled } from "./port/Books.ts"
export { LedgerAudit } from "./port/LedgerAudit.ts"

// Program: what is done, in order.
export {
  recordUsage,
  eventsPerCallMax,
  type RecordReport,
  type UsageEventInput
} from "./program/recordUsage.ts"
export { gatheredOutbox } from "./program/gatheredOutbox.ts"
export { resolveBuyer } from "./program/resolveBuyer.ts"
export { onboardBuyer, type Onboarded } from "./program/onboardBuyer.ts"
export { readEntitlements } from "./program/readEntitlements.ts"
export { cachedEntitlements } from "./program/cachedEntitlements.ts"
export { linkAccount } from "./program/linkAccount.ts"
export { followAgreement, type Followed } from "./program/followAgreement.ts"
export { endSubscription } from "./program/endSubscription.ts"
export { cutOver } from "./program/cutOver.ts"
export { forecastCutOver } from "./program/forecastCutOver.ts"
export { sealHours } from "./program/sealHours.ts"
export { leaseBatches, leaseDuration } from "./program/leaseBatches.ts"
export { submitBatch } from "./program/submitBatch.ts"
export { settleBatch, type Settled } from "./program/settleBatch.ts"
export {
  registerContainer,
  type Registered,
  type RegistrationError,
  type Unregistered
} from "./program/registerContainer.ts"
export { countHourly } from "./program/countHourly.ts"
export { hourlyReporter, reportHours, type ReportingRound } from "./program/hourlyReporter.ts"
export { watchDeadlines } from "./program/watchDeadlines.ts"
export { auditLedger } from "./program/auditLedger.ts"
export { meteringPass, type PassReport } from "./program/meteringPass.ts"
export type { WorkerOptions } from "./program/WorkerOptions.ts"
export { meteringWorker } from "./program/meteringWorker.ts"

// Promise: the same programs for code without Effect.
export { hostClock } from "./promise/hostClock.ts"
export { hostLogger } from "./promise/hostLogger.ts"
export { createMeter } from "./promise/createMeter.ts"
export type {
  AlertReport,
  BalanceReport,
  CutOverInput,
  ForecastInput,
  ForecastReport,
  FollowReport,
  MeterHandle,
  MeterOptions,
  PassSummary,
  RunningWorker,
  SubscriptionInput,
  UnbilledReport,
  WithheldReport
} from "./promise/MeterHandle.ts"
export { resolveCustomer, type ResolveCustomerOptions } from "./promise/resolveCustomer.ts"
export {
  batchMeterUsage,
  type BatchMeterUsageOptions,
  type RecordVerdict
} from "./promise/batchMeterUsage.ts"
export { meterUsage, type MeterUsageOptions } from "./promise/meterUsage.ts"
export type { CallOptions } from "./promise/runOnce.ts"
export { registerUsage, type ContainerReport, type RegisterUsageOptions } from "./promise/registerUsage.ts"
export {
  createEntitlements,
  type AllowanceReport,
  type EntitlementReport,
  type EntitlementsHandle,
  type EntitlementsOptions
} from "./promise/createEntitlements.ts"
export { createReporter } from "./promise/createReporter.ts"
export type { AsideReport, ReporterHandle, ReporterSettings, RoundReport } from "./promise/ReporterHandle.ts"
export type { MeteringStore } from "./promise/MeteringStore.ts"
