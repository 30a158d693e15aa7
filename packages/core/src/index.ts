// Model: what things are.
export { Instant } from "./model/Instant.ts"
export { Quantity } from "./model/Quantity.ts"
export { MeteringHour } from "./model/MeteringHour.ts"
export { MeteringLimits } from "./model/MeteringLimits.ts"
export { MeteringPolicy, LatePolicy } from "./model/MeteringPolicy.ts"
export { Meter, FractionPolicy } from "./model/Meter.ts"
export { Product } from "./model/Product.ts"
export { Catalogue, CatalogueInvalid, type CatalogueInput } from "./model/Catalogue.ts"
export { Agreement } from "./model/Agreement.ts"
export { Subscription, SubscriptionInvalid } from "./model/Subscription.ts"
export { UsageEvent, type Tags } from "./model/UsageEvent.ts"
export { EventRefused, EventConflict, RefusalCode } from "./model/EventRefused.ts"
export { DedupKey } from "./model/DedupKey.ts"
export { UsageRecord, RecordState } from "./model/UsageRecord.ts"
export type { Carry, DueUsage, LateMove, OpenHour, Sealing, SetAside } from "./model/Sealing.ts"
export type { Lease, LeasedRecord } from "./model/Lease.ts"
export type { UsageBatch } from "./model/UsageBatch.ts"
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
export { MeterUsageErrors } from "./model/MeterUsageErrors.ts"
export { RegisterUsageErrors } from "./model/RegisterUsageErrors.ts"
export { ResolveCustomerErrors } from "./model/ResolveCustomerErrors.ts"
export { SubmissionOutcome, type MatchedAnswer } from "./model/SubmissionOutcome.ts"
export { OutcomeRemedies, outcomeRemedy } from "./model/OutcomeRemedies.ts"
export type { Verdict } from "./model/Verdict.ts"
export { Settlement } from "./model/Settlement.ts"
export { Balance } from "./model/Balance.ts"
export {
  TransportError,
  Throttled,
  Unanswered,
  AccessRefused,
  RequestRefused,
  DeadlinePassed
} from "./model/TransportError.ts"
export { StoreError, StoreUnavailable, StoreBusy, StoreRefused, SchemaMismatch } from "./model/StoreError.ts"

// Policy: what is decided, as pure functions.
export { acceptEvent } from "./policy/acceptEvent.ts"
export { sealableAt, lastSealableHour } from "./policy/sealableAt.ts"
export { aggregateHour } from "./policy/aggregateHour.ts"
export { countedHour, countedLater, type CountedHour, type CountingContext } from "./policy/countedHour.ts"
export { billableUnits, type BillableUnits } from "./policy/billableUnits.ts"
export { sealUsage, type SealingContext } from "./policy/sealUsage.ts"
export { linkProblem, catalogueProblem, isLinked, agreementKey } from "./policy/linkProblem.ts"
export { submissionDeadline } from "./policy/submissionDeadline.ts"
export { planBatches } from "./policy/planBatches.ts"
export { batchRequest, requestRecord, type BatchRequest, type RequestRecord } from "./policy/batchRequest.ts"
export { outcomesOf, type AnswerResult, type BatchAnswer } from "./policy/outcomesOf.ts"
export { transportErrorFor, type FailedCall } from "./policy/transportErrorFor.ts"
export { retryAt } from "./policy/retryAt.ts"
export { settlementFor } from "./policy/settlementFor.ts"

// Port: what the outside must provide.
export { UsageOutbox, type Appended } from "./port/UsageOutbox.ts"
export { SubscriptionRegistry, SubscriptionConflict } from "./port/SubscriptionRegistry.ts"
export { RecordLedger, type ExpiredRecord, type SealReport } from "./port/RecordLedger.ts"
export { UsageTransport } from "./port/UsageTransport.ts"
export { Books, type Unbilled } from "./port/Books.ts"

// Program: what is done, in order.
export { recordUsage, eventsPerCallMax, type UsageEventInput } from "./program/recordUsage.ts"
export { linkAccount } from "./program/linkAccount.ts"
export { endSubscription } from "./program/endSubscription.ts"
export { sealHours } from "./program/sealHours.ts"
export { leaseBatches, leaseDuration } from "./program/leaseBatches.ts"
export { submitBatch } from "./program/submitBatch.ts"
export { settleBatch, type Settled } from "./program/settleBatch.ts"
export {
  meteringPass,
  meteringWorker,
  type PassReport,
  type WorkerOptions
} from "./program/meteringWorker.ts"

// Promise: the same programs for code without Effect.
export {
  createMeter,
  type BalanceReport,
  type MeterHandle,
  type MeterOptions,
  type PassSummary,
  type RunningWorker,
  type SubscriptionInput,
  type UnbilledReport
} from "./promise/createMeter.ts"
export type { MeteringStore } from "./promise/MeteringStore.ts"
