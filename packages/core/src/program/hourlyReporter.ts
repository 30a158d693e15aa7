import { DateTime, Duration, Effect, Logger, Random } from "effect"
import { BuyerReport } from "../model/BuyerReport.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { ReporterOptions } from "../model/ReporterOptions.ts"
import { ReporterOptionsInvalid } from "../model/ReporterOptionsInvalid.ts"
import type { AsideUsage, HourlyReport } from "../model/ReporterState.ts"
import { attemptReport, settleReport } from "../policy/attemptReport.ts"
import { beginReporting, type Reporting } from "../policy/beginReporting.ts"
import { guardedLoggers } from "../policy/guardedLoggers.ts"
import { reporterProblems } from "../policy/reporterProblems.ts"
import { tickOffset } from "../policy/tickOffset.ts"
import { BuyerMetering } from "../port/BuyerMetering.ts"
import { ReporterStore } from "../port/ReporterStore.ts"

/** What one round of an hourly reporter did. */
export interface ReportingRound {
  /** How many reports AWS has taken in this round. */
  readonly accepted: number
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
 * - **Errors**: `ReporterOptionsInvalid` before anything is done; `StoreError`, after which the next round goes on. What AWS
 *   refuses is logged, and waits or is set aside.
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
export const reportHours = Effect.fn("reportHours")(function* (options: ReporterOptions) {
  const problems = reporterProblems(options)
  if (problems.length > 0) return yield* new ReporterOptionsInvalid({ problems })
  const store = yield* ReporterStore
  const reporting = { ...termsOf(options), now: yield* DateTime.now }
  const due = yield* store.modify(options.reporter, (state) => beginReporting(state, reporting))
  let accepted = 0
  for (const report of due ?? []) {
    const outcome = yield* Effect.uninterruptible(sendReport(report, reporting))
    if (outcome === "accepted") accepted += 1
    if (outcome === "hopeless") break
  }
  return yield* store.modify(options.reporter, (state): readonly [ReportingRound, typeof state] => [
    { accepted, isReporting: due !== undefined, waiting: state.reports.length, setAside: state.setAside },
    state
  ])
})

/**
 * Reports hours for ever, each instance at its own minute, and survives whatever a round runs into.
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
    while (true) {
      yield* reportHours(options).pipe(
        Effect.catchCause((cause) =>
          Effect.logError("A round of reports failed; the next one goes on from the store.", cause)
        )
      )
      yield* Effect.sleep(pollInterval)
    }
  },
  Effect.updateService(Logger.CurrentLoggers, guardedLoggers)
)

/** Rounds are this far apart: a round without work asks the store only, never AWS. */
const pollInterval = Duration.minutes(1)

const latenessDefault = Duration.minutes(5)
const spreadDefault = Duration.minutes(20)

type Terms = Omit<Reporting, "now">

// An instance reports at its own minute because, for it, hours stay open that much longer.
const termsOf = ({
  lateness = latenessDefault,
  resentBy = "sender",
  spread = spreadDefault,
  ...total
}: ReporterOptions): Terms => ({
  ...total,
  lateness: Duration.sum(lateness, tickOffset(total.instance, spread)),
  resentBy
})

const sendReport = Effect.fnUntraced(function* (
  { clientToken, dimension, hour, quantity }: HourlyReport,
  { instance, productCode, reporter, resentBy }: Terms
) {
  const store = yield* ReporterStore
  const metering = yield* BuyerMetering
  const asked = yield* DateTime.now
  const before = yield* store.modify(reporter, (state) =>
    attemptReport(state, { clientToken, instance, now: asked, resentBy })
  )
  if (before === undefined) return "not mine"
  const report = BuyerReport.make({
    allocations: [],
    clientToken,
    dimension,
    productCode,
    quantity,
    timestamp: MeteringHour.start(hour)
  })
  const answer = yield* Effect.result(metering.meterUsage(report))
  const settling = { answer, before, jitter: yield* Random.next, now: yield* DateTime.now }
  yield* store.modify(reporter, (state) => [undefined, settleReport(state, settling)])
  if (answer._tag === "Success") return "accepted"
  const { message, reason } = answer.failure
  yield* Effect.logError(
    `${quantity} of ${JSON.stringify(dimension)} in hour ${MeteringHour.format(hour)} are not reported: ${message}`
  )
  // What AWS says of the caller or its rate it says of all reports.
  return reason._tag === "Throttled" || reason._tag === "AccessRefused" ? "hopeless" : "refused"
})
