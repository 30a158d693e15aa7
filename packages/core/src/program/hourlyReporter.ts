import { DateTime, Duration, Effect, Logger } from "effect"
import type { ReportAlert } from "../model/ReportAlert.ts"
import type { ReporterOptions } from "../model/ReporterOptions.ts"
import { ReporterOptionsInvalid } from "../model/ReporterOptionsInvalid.ts"
import type { AsideUsage } from "../model/ReporterState.ts"
import { mayHold } from "../policy/beginReporting.ts"
import { guardedLoggers } from "../policy/guardedLoggers.ts"
import { reportAlerts } from "../policy/reportAlerts.ts"
import { reporterProblems } from "../policy/reporterProblems.ts"
import { untilTick } from "../policy/untilTick.ts"
import { ReporterStore } from "../port/ReporterStore.ts"
import { sendDue, termsOf } from "./sendDue.ts"

/** What one round of an hourly reporter did. */
export interface ReportingRound {
  /** How many reports AWS has taken in this round. */
  readonly accepted: number
  /** The reports that have come near their deadline, by the level they have reached. */
  readonly alerts: ReadonlyArray<ReportAlert>
  /** Whether this instance reports now; false while another one does, of those that share the total. */
  readonly isReporting: boolean
  /** How many reports of hours that are over still wait. */
  readonly waiting: number
  /** All usage that waits for a person. */
  readonly setAside: ReadonlyArray<AsideUsage>
}

/**
 * Reports every hour that is over, once: fixes its quantity, and sends what is due, the oldest hour first.
 *
 * - **Guarantees**: no report before its hour is over and its lateness past. Quantity and client token are in the store before
 *   the first attempt and never change. It may die between any two steps. At most one instance of a total reports.
 * - **Errors**: before anything is done `ReporterOptionsInvalid`, and `ClockSkewed` when AWS's clock contradicts ours by more than
 *   five minutes; `StoreError`, after which the next round goes on. What AWS refuses, what is set aside, and what comes near
 *   its deadline is logged.
 *
 * **Example** (Three pages of an hour, once it is over)
 *
 *     import { makeMarketplaceEmulator, memoryBuyerMetering, memoryReporterStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     const total = { productCode: "4ml54db8vrmju", reporter: "cluster-1" }
 *     const program = Effect.gen(function* () {
 *       yield* TestClock.setTime(Date.parse("2026-03-10T11:30:00Z"))
 *       yield* countHourly(total, { dimension: "pages", quantity: 3 })
 *       const early = yield* reportHours({ ...total, instance: "task-1" })
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:30:00Z"))
 *       const inTime = yield* reportHours({ ...total, instance: "task-1" })
 *       return [early.accepted, inTime.accepted]
 *     })
 *     const here = Layer.mergeAll(memoryReporterStore(), memoryBuyerMetering(emulator), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => [0, 1]
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 */
export const reportHours = Effect.fn("reportHours")(
  function* (options: ReporterOptions) {
    const problems = reporterProblems(options)
    if (problems.length > 0) return yield* new ReporterOptionsInvalid({ problems })
    const sent = yield* sendDue(options)
    const { raised: _, ...standing } = yield* standingOf(options, new Set())
    return { ...sent, ...standing } satisfies ReportingRound
  },
  Effect.updateService(Logger.CurrentLoggers, guardedLoggers)
)

/**
 * Reports hours for ever, each instance at its own minute and second, and survives whatever a round runs into.
 *
 * Interrupt it to stop: a report on the wire is settled first.
 *
 * - **Errors**: `ReporterOptionsInvalid` at once; otherwise none: a round that fails is logged with its cause.
 *
 * **Example** (Beside the rest of a container, until it is interrupted)
 *
 *     import { makeMarketplaceEmulator, memoryBuyerMetering, memoryReporterStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     const total = { productCode: "4ml54db8vrmju", reporter: "cluster-1" }
 *     const program = Effect.gen(function* () {
 *       yield* TestClock.setTime(Date.parse("2026-03-10T11:30:00Z"))
 *       yield* countHourly(total, { dimension: "pages", quantity: 3 })
 *       const reporter = yield* Effect.forkChild(hourlyReporter({ ...total, instance: "task-1" }))
 *       yield* TestClock.adjust(Duration.hours(1))
 *       yield* Fiber.interrupt(reporter)
 *     })
 *     const here = Layer.mergeAll(memoryReporterStore(), memoryBuyerMetering(emulator), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here)))
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 */
export const hourlyReporter = Effect.fn("hourlyReporter")(
  function* (options: ReporterOptions) {
    const problems = reporterProblems(options)
    if (problems.length > 0) return yield* new ReporterOptionsInvalid({ problems })
    const tick = { interval: pollInterval, phase: termsOf(options).lateness }
    const untilNext = Effect.map(DateTime.now, (now) => untilTick(now, tick))
    let raised: ReadonlySet<string> = new Set()
    while (true) {
      // A cluster that is deployed at once would otherwise ask at once, every minute from then on.
      yield* Effect.flatMap(untilNext, Effect.sleep)
      yield* sendDue(options).pipe(
        Effect.catchCause((cause) =>
          Effect.logError("A round of reports failed; the next one goes on from the store.", cause)
        )
      )
      // Whatever became of the round: when nothing can be sent, somebody has to hear of it all the more.
      yield* standingOf(options, raised).pipe(
        Effect.map((standing) => (raised = standing.raised)),
        Effect.catchCause((cause) =>
          Effect.logError("What comes near its deadline cannot be looked up.", cause)
        )
      )
    }
  },
  Effect.updateService(Logger.CurrentLoggers, guardedLoggers)
)

/** Rounds are this far apart, each instance at its own second: a round without work asks the store only, never AWS. */
const pollInterval = Duration.minutes(1)

const levelsDefault = [Duration.hours(3), Duration.hours(1), Duration.minutes(15)]

const standingOf = Effect.fnUntraced(function* (options: ReporterOptions, raisedBefore: ReadonlySet<string>) {
  const { alertLevels = levelsDefault, onAlert = () => Effect.void, instance, reporter } = options
  const store = yield* ReporterStore
  const now = yield* DateTime.now
  const state = yield* store.modify(reporter, (found) => [found, found])
  // One speaks for all that share the total, unless it has fallen silent.
  const { alerts, raised } = mayHold(state, { instance, now })
    ? reportAlerts(state, { levels: alertLevels, now, raised: raisedBefore, reporter })
    : { alerts: [], raised: raisedBefore }
  const last = alertLevels.reduce(Duration.min, Duration.hours(24))
  yield* Effect.forEach(alerts, (alert) => logAlert(alert, last), { discard: true })
  if (alerts.length > 0)
    yield* Effect.suspend(() => onAlert(alerts)).pipe(
      Effect.timeout(alertPatience),
      Effect.catchCause((cause) =>
        Effect.logError("Nobody could be told of reports near their deadline.", cause)
      )
    )
  return { alerts, raised, waiting: state.reports.length, setAside: state.setAside }
})

/** So long a round waits for whoever is told of reports near their deadline; the log has heard of them before. */
const alertPatience = Duration.seconds(10)

const logAlert = ({ deadline, dimension, level, quantity }: ReportAlert, last: Duration.Duration) => {
  const sentence =
    `${quantity} of ${JSON.stringify(dimension)} cannot be billed for their hour ` +
    `unless they are reported before ${DateTime.formatIso(deadline)}`
  return Duration.isLessThanOrEqualTo(level, last) ? Effect.logError(sentence) : Effect.logWarning(sentence)
}
