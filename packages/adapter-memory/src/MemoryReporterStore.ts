import { emptyReporter, type ReporterState, ReporterStore } from "@tallyhour/core"
import { Effect, Layer } from "effect"

/**
 * Makes a store for hourly reporters that lasts as long as the process.
 *
 * - **Guarantees**: all that the port promises, except that nothing outlives the process: for tests, and for containers that
 *   may lose the hour in which they are killed.
 *
 * **Example** (Nobody has counted yet)
 *
 *     import { ReporterStore } from "@tallyhour/core"
 *
 *     const counted = Effect.gen(function* () {
 *       const store = yield* ReporterStore
 *       return yield* store.modify("cluster-1", (state) => [state.open.length, state])
 *     })
 *
 *     await Effect.runPromise(counted.pipe(Effect.provide(memoryReporterStore()))) // => 0
 */
export const memoryReporterStore = (): Layer.Layer<ReporterStore> =>
  Layer.sync(ReporterStore, () => {
    const states = new Map<string, ReporterState>()
    return {
      modify: (reporter, change) =>
        Effect.sync(() => {
          const [result, state] = change(states.get(reporter) ?? emptyReporter)
          states.set(reporter, state)
          return result
        })
    }
  })
