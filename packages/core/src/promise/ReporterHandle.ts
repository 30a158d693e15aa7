import type { Layer } from "effect"
import type { ReporterOptions } from "../model/ReporterOptions.ts"
import type { Counted } from "../policy/countEvent.ts"
import type { HourlyUsage } from "../policy/readUsage.ts"
import type { BuyerMetering } from "../port/BuyerMetering.ts"
import type { ReporterStore } from "../port/ReporterStore.ts"

/** What a reporter is made of. */
export interface ReporterSettings extends Omit<ReporterOptions, "onAlert"> {
  /** How AWS is reached: `awsBuyerMetering()`, or `memoryBuyerMetering(emulator)` in tests. */
  readonly metering: Layer.Layer<BuyerMetering>
  /** Where it keeps what it knows: `fileReporterStore({ folder })`, `postgresStore(pool).reporters`, `memoryReporterStore()`. */
  readonly store: Layer.Layer<ReporterStore>
  /** Hears of reports whose deadline comes near, once at each level; they are logged in any case. */
  readonly onAlert?: (alert: ReportAlertReport) => void
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => void
  /** The time in epoch milliseconds, for tests; the system's when absent. */
  readonly now?: () => number
}

/** Units that cannot be billed for their hour unless they are reported before a deadline; the instant as RFC 3339. */
export interface ReportAlertReport {
  readonly reporter: string
  readonly dimension: string
  readonly deadline: string
  readonly levelSeconds: number
  readonly quantity: number
}

/** Units that wait for a person, with the reason; the hour as in `2026-03-10T11`, in UTC. */
export interface AsideReport {
  readonly dimension: string
  readonly hour: string
  readonly quantity: number
  readonly reason: string
}

/** What one round did. */
export interface RoundReport {
  /** How many reports AWS has taken in this round. */
  readonly accepted: number
  /** Whether this instance reports now; false while another one does, of those that share the total. */
  readonly isReporting: boolean
  /** How many reports of hours that are over still wait. */
  readonly waiting: number
  /** All usage that waits for a person. */
  readonly setAside: ReadonlyArray<AsideReport>
}

/** A reporter that is at work. */
export interface RunningReporter {
  /** Stops it: a report on the wire is settled first, for at most ten seconds; what is left is found by the next. */
  readonly stop: () => Promise<void>
}

/** An hourly reporter for code without Effect: every method returns a Promise and rejects with a typed error. */
export interface ReporterHandle {
  /** Counts units. Give it an `eventId` and `occurredAt`, and it may be repeated when in doubt. */
  readonly count: (usage: HourlyUsage) => Promise<Counted>
  /** Does everything that is due now, once, after a round that is at work: for schedulers, and at the end of a container's life. */
  readonly report: () => Promise<RoundReport>
  /** Starts reporting in this process, within a minute, or returns what is at work already. */
  readonly start: () => RunningReporter
  /** Returns all usage that waits for a person. */
  readonly setAside: () => Promise<ReadonlyArray<AsideReport>>
  /** Stops reporting and gives back what it holds. */
  readonly close: () => Promise<void>
}
