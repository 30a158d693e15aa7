import type { Layer } from "effect"
import type { Agreement } from "../model/Agreement.ts"
import type { AgreementEvent } from "../model/AgreementEvent.ts"
import type { Balance } from "../model/Balance.ts"
import type { CatalogueInput } from "../model/CatalogueInput.ts"
import type { Unbilled } from "../port/Books.ts"
import type { UsageTransport } from "../port/UsageTransport.ts"
import type { WorkerOptions } from "../program/WorkerOptions.ts"
import type { RecordReport, UsageEventInput } from "../program/recordUsage.ts"
import type { MeteringStore } from "./MeteringStore.ts"

/** What a meter is made of. */
export interface MeterOptions<Transaction> {
  /** The products, their meters and the policy. */
  readonly catalogue: CatalogueInput
  /** Where usage and records are kept: `postgresStore(pool)`, or `memoryStore()` in tests. */
  readonly store: MeteringStore<Transaction>
  /** How records reach AWS: `awsTransport()`, or `memoryTransport(emulator)` in tests. */
  readonly transport: Layer.Layer<UsageTransport>
  /** Hears of usage whose deadline comes near, once at each level of the policy; it is logged in any case. */
  readonly onAlert?: (alert: AlertReport) => unknown
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => unknown
  /** The time in epoch milliseconds, for tests and replays; the system's when absent. */
  readonly now?: () => number
}

/** An account and what it bought, as `link` takes it; instants as RFC 3339, Date or epoch seconds. */
export interface SubscriptionInput {
  readonly account: string
  readonly productCode: string
  readonly agreement: Agreement
  readonly region: string
  readonly activeFrom: string | number | Date
  /** What a contract includes, so that only the excess is metered; nothing when absent. */
  readonly allowances?: ReadonlyArray<{
    readonly meter: string
    readonly quantity: string | number | bigint
    readonly period: "month" | "term"
  }>
}

/** A balance with its quantities as decimal strings, and what is left unexplained: always `"0"`. */
export type BalanceReport = { readonly [Field in keyof Balance]: string } & { readonly unexplained: string }

/** Usage that will not be billed, with its quantity as a decimal string. */
export type UnbilledReport = { readonly [Field in keyof Unbilled]: string }

/** Usage that is lost unless it is sent before its deadline; the instant as RFC 3339, the quantity as a decimal string. */
export interface AlertReport {
  readonly account: string
  readonly meter: string
  readonly deadline: string
  readonly levelSeconds: number
  readonly quantity: string
}

/** A record that a guard withholds; instants as RFC 3339. */
export interface WithheldReport {
  readonly dedupKey: string
  readonly account: string
  readonly meter: string
  readonly hour: string
  readonly quantity: number
  /** When it is sent by itself. */
  readonly until: string
  readonly reason: string
}

/** A cut-over to the license form, as `cutOver` takes it; the instant as RFC 3339, Date or epoch seconds. */
export interface CutOverInput {
  readonly account: string
  readonly productCode: string
  readonly buyer: string
  readonly licenseArn: string
  readonly from: string | number | Date
}

/** Licenses that accounts of a product are to be metered by, as `forecastCutOver` takes them. */
export interface ForecastInput {
  readonly productCode: string
  readonly from: string | number | Date
  readonly licenses: ReadonlyArray<Pick<CutOverInput, "account" | "buyer" | "licenseArn">>
}

/** What a cut-over would do to one account: from when its license would be used, as RFC 3339, or why it would not. */
export interface ForecastReport {
  readonly account: string
  /** What it is metered by at the instant; absent where nothing of the product runs then. */
  readonly meteredBy?: "product" | "customer identifier"
  readonly from?: string
  readonly problem?: string
}

/** What became of an event: whether it is new, whether it waits for its account to be linked, and whose ends it moved. */
export interface FollowReport {
  readonly isNew: boolean
  readonly isParked: boolean
  /** The end as RFC 3339; absent where the subscription runs again. */
  readonly changes: ReadonlyArray<{
    readonly account: string
    readonly productCode: string
    readonly activeUntil?: string
  }>
}

/** What one pass did: records given up as too late, sealed, accepted, to be sent again, and dead or in doubt. */
export interface PassSummary {
  readonly expired: number
  readonly sealed: number
  readonly accepted: number
  readonly retried: number
  readonly failed: number
  /** Records that were not sent because their product or account is in dry run; absent where there are none. */
  readonly dryRun?: number
}

/** A running worker. */
export interface RunningWorker {
  /** Stops it: the request on the wire is settled first, for at most ten seconds; what is left is found by the next. */
  readonly stop: () => Promise<void>
}

/** The metering programs for code without Effect: every method returns a Promise and rejects with a typed error. */
export interface MeterHandle<Transaction> {
  /** Records one or more usage events in your transaction. All or none; repeat it with the same ids when in doubt. */
  readonly record: (
    transaction: Transaction,
    events: UsageEventInput | ReadonlyArray<UsageEventInput>
  ) => Promise<RecordReport>
  /**
   * Records one or more usage events that belong to no transaction of yours, together with what others record at this
   * moment: a commit for many callers. All or none; repeat it with the same ids when in doubt.
   */
  readonly recordAlone: (events: UsageEventInput | ReadonlyArray<UsageEventInput>) => Promise<RecordReport>
  /** Links an account to its agreement, so that its usage is billed to it. The same again changes nothing. */
  readonly link: (subscription: SubscriptionInput) => Promise<void>
  /** Ends the running subscription of an account to a product at an instant. */
  readonly end: (account: string, productCode: string, activeUntil: string | number | Date) => Promise<void>
  /** Keeps an event of an agreement and follows it; it may come twice, late and in any order. */
  readonly follow: (event: AgreementEvent) => Promise<FollowReport>
  /** Meters an account by license from the next full hour on, and returns that instant as RFC 3339. */
  readonly cutOver: (cutOver: CutOverInput) => Promise<string>
  /** Says whom a cut-over of a whole product would affect, and how; changes nothing. */
  readonly forecastCutOver: (forecast: ForecastInput) => Promise<ReadonlyArray<ForecastReport>>
  /** Returns the records that a guard withholds, the next to be released first. */
  readonly withheld: () => Promise<ReadonlyArray<WithheldReport>>
  /** Lets a withheld record be sent now. Returns whether it was withheld. */
  readonly release: (dedupKey: string) => Promise<boolean>
  /** Gives up a withheld record, with the reason why. Returns whether it was withheld. */
  readonly withdraw: (dedupKey: string, reason: string) => Promise<boolean>
  /** Returns where all usage stands, by account and meter. */
  readonly balances: () => Promise<ReadonlyArray<BalanceReport>>
  /** Returns what will not be billed, with the reasons. */
  readonly unbilled: () => Promise<ReadonlyArray<UnbilledReport>>
  /** Creates or updates the tables of the store, and tells a database of the catalogue's meters, for services in other languages. */
  readonly migrate: () => Promise<void>
  /**
   * Does everything that is due now, once: for schedulers and functions that cannot keep a worker running. Do it every quarter of an
   * hour at least, because an agreement that ends has one last hour.
   */
  readonly pass: () => Promise<PassSummary>
  /** Starts sealing and sending in this process, beside any number of other workers. */
  readonly startWorker: (options?: Partial<WorkerOptions>) => RunningWorker
  /** Stops all workers of this meter and gives back what it holds. */
  readonly close: () => Promise<void>
}
