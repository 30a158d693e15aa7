import { Context, DateTime, Duration, Effect, Random } from "effect"
import { BuyerReport } from "../model/BuyerReport.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import type { ReporterOptions } from "../model/ReporterOptions.ts"
import type { AsideUsage, HourlyReport } from "../model/ReporterState.ts"
import { allocationsOf } from "../policy/addTagged.ts"
import { attemptReport, settleReport } from "../policy/attemptReport.ts"
import { beginReporting, type Reporting, standingBy } from "../policy/beginReporting.ts"
import { newlyAside } from "../policy/newlyAside.ts"
import { tickOffset } from "../policy/tickOffset.ts"
import { BuyerMetering } from "../port/BuyerMetering.ts"
import { ReporterStore } from "../port/ReporterStore.ts"
import { checkClock } from "./checkClock.ts"

/**
 * Fixes every hour that is over, and sends the reports that are due, the oldest hour first.
 *
 * - **Errors**: `ClockSkewed` before anything is changed: a clock that is fast would close hours for all that share the total.
 */
export const sendDue = Effect.fn("sendDue")(function* (options: ReporterOptions) {
  const inTurn = yield* RoundsInTurn
  return yield* inTurn(oneRound(options))
})

/** Lets the rounds of a host go one after another; as many at once as there are, if absent. */
export const RoundsInTurn = Context.Reference<
  <A, E, R>(round: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
>("@tallyhour/core/RoundsInTurn", { defaultValue: () => (round) => round })

const oneRound = Effect.fnUntraced(function* (options: ReporterOptions) {
  const store = yield* ReporterStore
  const reporting = { ...termsOf(options), now: yield* DateTime.now }
  const standing = yield* store.modify(options.reporter, (state) => [standingBy(state, reporting), state])
  // Without work AWS is not asked, and no turn is taken: an erring clock would keep it from the others.
  if (standing !== "at work") return { accepted: 0, isReporting: standing === "idle" }
  yield* checkClock(yield* BuyerMetering, MeteringPolicy)
  const { due, lost } = yield* store.modify(options.reporter, (state) => {
    const [reports, next] = beginReporting(state, reporting)
    return [{ due: reports, lost: newlyAside(state, next) }, next]
  })
  yield* Effect.forEach(lost, logAside, { discard: true })
  let accepted = 0
  for (const report of due ?? []) {
    const outcome = yield* Effect.uninterruptible(sendReport(report, reporting))
    if (outcome === "accepted") accepted += 1
    if (outcome === "hopeless") break
  }
  return { accepted, isReporting: due !== undefined }
})

type Terms = Omit<Reporting, "now">

/** The options with their defaults; an instance reports at its own minute because, for it, hours stay open that much longer. */
export const termsOf = ({
  instance,
  lateness = latenessDefault,
  productCode,
  reporter,
  resentBy = "sender",
  spread = spreadDefault,
  zeroReports = []
}: ReporterOptions): Terms => ({
  instance,
  lateness: Duration.sum(lateness, tickOffset(instance, spread)),
  productCode,
  reporter,
  resentBy,
  zeroReports
})

const latenessDefault = Duration.minutes(5)
const spreadDefault = Duration.minutes(20)

const sendReport = Effect.fnUntraced(function* (
  sealed: HourlyReport,
  { instance, productCode, reporter, resentBy }: Terms
) {
  const { clientToken, dimension, hour, quantity } = sealed
  const store = yield* ReporterStore
  const metering = yield* BuyerMetering
  const asked = yield* DateTime.now
  const before = yield* store.modify(reporter, (state) =>
    attemptReport(state, { clientToken, instance, now: asked, resentBy })
  )
  if (before === undefined) return "not mine"
  const report = BuyerReport.make({
    allocations: allocationsOf(sealed),
    clientToken,
    dimension,
    productCode,
    quantity,
    timestamp: MeteringHour.start(hour)
  })
  const answer = yield* Effect.result(metering.meterUsage(report))
  const settling = { answer, before, jitter: yield* Random.next, now: yield* DateTime.now }
  const { found, lost } = yield* store.modify(reporter, (state) => {
    const next = settleReport(state, settling)
    return [{ found: newlyAside(next, state), lost: newlyAside(state, next) }, next]
  })
  yield* Effect.forEach(found, logFound, { discard: true })
  if (answer._tag === "Success") return "accepted"
  const { message, reason } = answer.failure
  yield* Effect.logError(
    `${quantity} of ${JSON.stringify(dimension)} in hour ${MeteringHour.format(hour)} are not reported: ${message}`
  )
  yield* Effect.forEach(lost, logAside, { discard: true })
  // What AWS says of the caller or its rate it says of all reports.
  return reason._tag === "Throttled" || reason._tag === "AccessRefused" ? "hopeless" : "refused"
})

const logAside = ({ dimension, hour, quantity, reason }: AsideUsage) =>
  Effect.logError(
    `${quantity} of ${JSON.stringify(dimension)} in hour ${MeteringHour.format(hour)} are set aside for a person: ${reason}`
  )

// Whoever has heard that they wait for a person may be about to bill them.
const logFound = ({ dimension, hour, quantity }: AsideUsage) =>
  Effect.logError(
    `${quantity} of ${JSON.stringify(dimension)} in hour ${MeteringHour.format(hour)}, which were set aside, are with AWS: ` +
      "bill them nowhere else."
  )
