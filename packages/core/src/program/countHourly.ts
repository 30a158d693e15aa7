import { DateTime, Effect, Logger, Result } from "effect"
import { EventConflict } from "../model/EventRefused.ts"
import type { ReporterTotal } from "../model/ReporterOptions.ts"
import { ReporterOptionsInvalid } from "../model/ReporterOptionsInvalid.ts"
import type { ReporterState } from "../model/ReporterState.ts"
import { counted, countEvent } from "../policy/countEvent.ts"
import { countUnits } from "../policy/countUnits.ts"
import { guardedLoggers } from "../policy/guardedLoggers.ts"
import { type HourlyUsage, type ReadUsage, readUsage } from "../policy/readUsage.ts"
import { ReporterStore } from "../port/ReporterStore.ts"

/**
 * Counts units for the hour in which they were used.
 *
 * Where that hour is reported already, they are counted in the next open one of the same month.
 *
 * - **Guarantees**: what is counted is in the store when the effect succeeds.
 * - **Idempotence**: with an `eventId` and `occurredAt` a repeat counts nothing, for ever. The last 5 000 ids are remembered; what
 *   is older and not among them may have been counted, and is set aside for a person. Without an id each call counts.
 * - **Errors**: `ReporterOptionsInvalid` listing everything that is wrong with the usage; `EventConflict` for an id that was
 *   counted with other content; `StoreError`, after which a repeat with the same id is safe.
 *
 * **Example** (Two pages, and three more of which somebody tells twice)
 *
 *     import { memoryReporterStore } from "@tallyhour/adapter-memory"
 *
 *     const total = { productCode: "4ml54db8vrmju", reporter: "cluster-1" }
 *     const program = Effect.gen(function* () {
 *       yield* countHourly(total, { dimension: "pages", quantity: 2 })
 *       const event = { eventId: "doc-1", occurredAt: yield* DateTime.now }
 *       const told = yield* countHourly(total, { ...event, dimension: "pages", quantity: 3 })
 *       const again = yield* countHourly(total, { ...event, dimension: "pages", quantity: 3 })
 *       const store = yield* ReporterStore
 *       const units = yield* store.modify("cluster-1", ({ open, ...rest }) => [open[0]?.quantity, { open, ...rest }])
 *       return [told, again, units]
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryReporterStore())))
 *     // => ["counted", "repeated", 5]
 */
export const countHourly = Effect.fn("countHourly")(
  function* (total: ReporterTotal, usage: HourlyUsage) {
    const now = yield* DateTime.now
    const read = readUsage(usage, now)
    if (Result.isFailure(read)) return yield* new ReporterOptionsInvalid({ problems: read.failure })
    const store = yield* ReporterStore
    const outcome = yield* store.modify(total.reporter, (state) => countIn(state, read.success))
    if (outcome === "conflict") return yield* new EventConflict({ eventIds: [String(usage.eventId)] })
    if (outcome === "set aside") {
      const { dimension, quantity } = usage
      yield* Effect.logError(
        `${quantity} of ${JSON.stringify(dimension)} will not be reported of themselves; they are set aside.`
      )
    }
    return outcome
  },
  Effect.updateService(Logger.CurrentLoggers, guardedLoggers)
)

const countIn = (state: ReporterState, { event, units }: ReadUsage) =>
  event === undefined ? counted(state, countUnits(state, units)) : countEvent(state, event, units)
