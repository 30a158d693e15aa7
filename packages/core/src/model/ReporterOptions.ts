import type { Duration } from "effect"

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
  /** What AWS knows this process by: the id of its instance, task or pod. */
  readonly instance: string
  /** How long after its end an hour stays open for stragglers; five minutes if absent. */
  readonly lateness?: Duration.Duration
  /**
   * Who sends a report again whose answer was lost. `"sender"`, if absent: only the instance that sent it, because AWS counts
   * instances, tasks and pods apart, and would bill the same report of another one as well. `"any"` in an AgentCore runtime,
   * where AWS goes by the client token alone.
   */
  readonly resentBy?: "any" | "sender"
  /** Over how long the reports of a cluster are spread; 20 minutes if absent. */
  readonly spread?: Duration.Duration
}
