import { Context, type Effect } from "effect"
import type { Agreement } from "../model/Agreement.ts"
import type { Allocation } from "../model/Allocation.ts"
import type { Instant } from "../model/Instant.ts"
import type { MeteringOperation } from "../model/MeteringOperation.ts"

/** What can be made to go wrong with the next request. */
export type PlannedFault =
  | "answer lost"
  | "fault after the work"
  | "fault before the work"
  | "page of a proxy"
  | "request lost"
  | "throttled"
  | "unprocessed"

/** A record that the service under test has accepted and will bill. */
export interface BilledRecord {
  readonly dimension: string
  readonly timestamp: Instant
  readonly quantity: number
  /** As they were sent; none when nothing was. */
  readonly allocations: ReadonlyArray<Allocation>
  readonly meteringRecordId: string
}

/** Arranges the service behind a transport under test, and looks into its ledger. */
export class TestMarketplace extends Context.Service<
  TestMarketplace,
  {
    /** The instant at which the service's clock stands still. */
    readonly now: Instant
    /** Lists the example product with these dimensions, and subscribes a buyer to it, or lets one be known only. */
    readonly seed: (buyer: {
      readonly agreement: Agreement
      readonly dimensions: ReadonlyArray<string>
      readonly isSubscribed: boolean
      readonly productCode: string
    }) => Effect.Effect<void>
    /** Issues the registration token that a seeded buyer brings; one that is expired is too old at once. */
    readonly issueToken: (buyer: {
      readonly agreement: Agreement
      readonly isExpired: boolean
      readonly productCode: string
    }) => Effect.Effect<string>
    /** Lets the buyer of a seeded agreement have bought something of a dimension; it ends at an instant where one is given. */
    readonly entitle: (bought: {
      readonly agreement: Agreement
      readonly dimension: string
      readonly expiresAt?: Instant
      readonly productCode: string
      readonly value: boolean | number | string
    }) => Effect.Effect<void>
    /** Lets the next request meet a fault; of BatchMeterUsage where no operation is named. */
    readonly failNext: (fault: PlannedFault, operation?: MeteringOperation) => Effect.Effect<void>
    /** Returns what was accepted of one agreement. */
    readonly billed: (agreement: Agreement) => Effect.Effect<ReadonlyArray<BilledRecord>>
  }
>()("@tallyhour/core/TestMarketplace") {}
