import { DateTime, Duration, Effect } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { DeadlineAlert } from "../model/DeadlineAlert.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import { Quantity } from "../model/Quantity.ts"
import { deadlineAlerts } from "../policy/deadlineAlerts.ts"
import { lastHourDueBy } from "../policy/lastHourDueBy.ts"
import { Books } from "../port/Books.ts"

/**
 * Returns a look at everything that waits, which says what has come near its deadline since the look before.
 *
 * Each alert is logged: as a warning, and as an error at the last level. What was alerted is remembered by this one watch
 * only, so that another process says it again sooner than nobody.
 *
 * - **Shape**: sees usage from the first sealing after it was recorded, so look after each pass.
 * - **Errors**: `StoreError`; the next look says what this one could not.
 * - **Order**: the nearest deadline first.
 *
 * **Example** (Usage of an account that nobody has linked)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const watch = watchDeadlines()
 *     const program = Effect.gen(function* () {
 *       yield* TestClock.setTime(Date.parse("2026-03-11T05:00:00Z"))
 *       yield* recordUsage(usage)
 *       yield* sealHours()
 *       const first = yield* watch
 *       const second = yield* watch
 *       return [first.map(({ account, deadline }) => [account, DateTime.formatIso(deadline)]), second]
 *     })
 *     const here = Layer.mergeAll(memoryStore().layer, Catalogue.layer({ products }), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here)))
 *     // => [[["acme", "2026-03-11T11:00:00.000Z"]], []]
 */
export const watchDeadlines = () => {
  let raised: ReadonlySet<string> = new Set()
  return Effect.gen(function* () {
    const now = yield* DateTime.now
    const { policy } = yield* Catalogue
    const books = yield* Books
    const horizon = Duration.sum(policy.safetyMargin, policy.alertLevels.reduce(Duration.max, Duration.zero))
    const deadlineUntil = DateTime.addDuration(now, horizon)
    const waiting = yield* books.waiting({
      deadlineUntil,
      openFrom: MeteringHour.of(DateTime.subtractDuration(now, MeteringLimits.lookback)),
      openThrough: lastHourDueBy(deadlineUntil)
    })
    const found = deadlineAlerts(waiting, { now, policy, raised })
    raised = found.raised
    const last = policy.alertLevels.reduce(Duration.min, Duration.hours(24))
    yield* Effect.forEach(found.alerts, (alert) => report(alert, last), { discard: true })
    return found.alerts
  })
}

const report = ({ account, deadline, level, meter, quantity }: DeadlineAlert, last: Duration.Duration) => {
  const sentence =
    `${Quantity.format(quantity)} of ${JSON.stringify(meter)} of account ${JSON.stringify(account)} ` +
    `are lost unless they are sent before ${DateTime.formatIso(deadline)}`
  return Duration.isLessThanOrEqualTo(level, last) ? Effect.logError(sentence) : Effect.logWarning(sentence)
}
