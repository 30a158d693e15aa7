import { DateTime, Effect, Schema } from "effect"
import { BuyerReport } from "../model/BuyerReport.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { ReporterTotal } from "../model/ReporterOptions.ts"
import { ReporterOptionsInvalid } from "../model/ReporterOptionsInvalid.ts"
import { countUnits } from "../policy/countUnits.ts"
import { ReporterStore } from "../port/ReporterStore.ts"

/** Units of a dimension that were used just now, or at an instant before. */
export interface HourlyUsage {
  readonly dimension: string
  /** Whole units of the dimension. */
  readonly quantity: number
  /** When they were used; now if absent or of the future. */
  readonly occurredAt?: Instant
}

/**
 * Counts units for the hour in which they were used.
 *
 * Where that hour is reported already, they are counted in the next open one of the same month.
 *
 * - **Guarantees**: what is counted is in the store when the effect succeeds.
 * - **Idempotence**: none; a call that is repeated counts again.
 * - **Errors**: `ReporterOptionsInvalid` for what is no whole quantity, or no dimension; `StoreError`.
 *
 * **Example** (Two pages, and three more)
 *
 *     import { memoryReporterStore } from "@tallyhour/adapter-memory"
 *
 *     const total = { productCode: "4ml54db8vrmju", reporter: "cluster-1" }
 *     const program = Effect.gen(function* () {
 *       yield* countHourly(total, { dimension: "pages", quantity: 2 })
 *       yield* countHourly(total, { dimension: "pages", quantity: 3 })
 *       const store = yield* ReporterStore
 *       return yield* store.modify("cluster-1", (state) => [state.open.map(({ quantity }) => quantity), state])
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryReporterStore()))) // => [5]
 */
export const countHourly = Effect.fn("countHourly")(function* (total: ReporterTotal, usage: HourlyUsage) {
  const { dimension, occurredAt, quantity } = usage
  const problems = [
    ...(isDimension(dimension) ? [] : ["dimension is no text of 1 to 255 letters"]),
    ...(Number.isSafeInteger(quantity) && quantity >= 0
      ? []
      : ["quantity is not a whole number of units from 0"])
  ]
  if (problems.length > 0) return yield* new ReporterOptionsInvalid({ problems })
  const now = yield* DateTime.now
  const hour = MeteringHour.of(occurredAt === undefined ? now : Instant.min(occurredAt, now))
  const store = yield* ReporterStore
  yield* store.modify(total.reporter, (state) => [
    undefined,
    countUnits(state, { dimension, hour, quantity })
  ])
})

const isDimension = Schema.is(BuyerReport.fields.dimension)
