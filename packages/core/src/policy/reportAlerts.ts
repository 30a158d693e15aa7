import type { Duration } from "effect"
import type { Instant } from "../model/Instant.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { Quantity } from "../model/Quantity.ts"
import type { ReportAlert } from "../model/ReportAlert.ts"
import type { ReporterState } from "../model/ReporterState.ts"
import { deadlineAlerts } from "./deadlineAlerts.ts"
import { submissionDeadline } from "./submissionDeadline.ts"

/**
 * Says of which reports the deadline comes near, each once for each level: as `deadlineAlerts` does of records.
 *
 * - **Shape**: the hours of a dimension that have reached a level make one alert. The nearest deadline stands first.
 */
export const reportAlerts = (
  { reports }: Pick<ReporterState, "reports">,
  context: {
    readonly levels: ReadonlyArray<Duration.Duration>
    readonly now: Instant
    readonly raised: ReadonlySet<string>
    readonly reporter: string
  }
): { readonly alerts: ReadonlyArray<ReportAlert>; readonly raised: ReadonlySet<string> } => {
  const { levels, now, raised, reporter } = context
  const waiting = reports.map(({ dimension, hour, quantity }) => ({
    account: reporter,
    meter: dimension,
    hour,
    state: "sealed" as const,
    quantity: Quantity.ofUnits(quantity),
    deadline: submissionDeadline(hour, { operation: "MeterUsage" })
  }))
  const policy = { alertLevels: levels, safetyMargin: MeteringPolicy.safetyMargin }
  const found = deadlineAlerts(waiting, { now, policy, raised })
  return {
    alerts: found.alerts.map(({ deadline, level, meter, quantity }) => ({
      reporter,
      dimension: meter,
      level,
      deadline,
      quantity: Number(Quantity.wholeUnits(quantity))
    })),
    raised: found.raised
  }
}
