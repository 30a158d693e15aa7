import { Context, type Effect } from "effect"
import type { Allocation } from "../model/Allocation.ts"
import type { Instant } from "../model/Instant.ts"
import type { PlannedFault } from "./TestMarketplace.ts"

/** A report that the service under test has accepted and will bill. */
export interface BilledReport {
  readonly dimension: string
  readonly timestamp: Instant
  readonly quantity: number
  readonly allocations: ReadonlyArray<Allocation>
  readonly meteringRecordId: string
}

/** Arranges the service behind the metering of a buyer under test, and looks into its ledger. */
export class TestBuyer extends Context.Service<
  TestBuyer,
  {
    /** The instant at which the service's clock stands still. */
    readonly now: Instant
    /** Lists a container product with these dimensions, to which the caller is entitled or not. */
    readonly seed: (product: {
      readonly dimensions: ReadonlyArray<string>
      readonly isEntitled: boolean
      readonly productCode: string
    }) => Effect.Effect<void>
    /** Says where the caller runs from now on. */
    readonly runOn: (platform: "agentcore" | "ecs" | "none") => Effect.Effect<void>
    /** Lets the next request of an operation meet a fault. */
    readonly failNext: (
      operation: "MeterUsage" | "RegisterUsage",
      fault: Exclude<PlannedFault, "unprocessed">
    ) => Effect.Effect<void>
    /** Lets the key version in force expire, and returns the next one. */
    readonly rotateKey: Effect.Effect<number>
    /** Returns the public key of a version in PEM. */
    readonly publicKey: (version: number) => Effect.Effect<string>
    /** Returns what was accepted for a product. */
    readonly billed: (productCode: string) => Effect.Effect<ReadonlyArray<BilledReport>>
  }
>()("@tallyhour/core/TestBuyer") {}
