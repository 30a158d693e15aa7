import type { Duration, Effect } from "effect"
import type { ReportAlert } from "./ReportAlert.ts"

/** What is counted together, and for which product. */
export interface ReporterTotal {
  readonly productCode: string
  /**
   * The name of the total. Instances that share it share one report an hour; it stays the same over restarts. An instance
   * that counts for itself uses a name of its own, such as its task id.
   */
  readonly reporter: string
}

/** How an hourly reporter works. */
export interface ReporterOptions extends ReporterTotal {
  /** How long before we stop sending a waiting report is said aloud, once for each; 3 h, 1 h and 15 min if absent. */
  readonly alertLevels?: ReadonlyArray<Duration.Duration>
  /** What AWS knows this process by: the id of its instance, task or pod. */
  readonly instance: string
  /** How long after its end an hour stays open for stragglers; five minutes if absent. */
  readonly lateness?: Duration.Duration
  /** Hears of reports whose deadline comes near; they are logged in any case. */
  readonly onAlert?: (alerts: ReadonlyArray<ReportAlert>) => Effect.Effect<void>
  /**
   * Who sends a report again whose answer was lost. `"sender"`, if absent: only the instance that sent it, because AWS counts
   * instances, tasks and pods apart, and would bill the same report of another one as well. `"any"` in an AgentCore runtime,
   * where AWS goes by the client token alone.
   */
  readonly resentBy?: "any" | "sender"
  /** Over how long the reports of a cluster are spread; 20 minutes if absent. */
  readonly spread?: Duration.Duration
  /** The dimensions of which an hour without usage is reported as 0, from the first round on; none if absent. */
  readonly zeroReports?: ReadonlyArray<string>
}
