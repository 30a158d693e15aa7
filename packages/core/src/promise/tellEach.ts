import { Duration, Effect } from "effect"

/** Less than a worker waits for whoever hears of all of them. */
const patience = Duration.seconds(9)

/**
 * Tells a function of the host of each thing. Its faults stop nothing, and at one thing take nothing from the others.
 *
 * - **Shape**: `failed` is what the log says where it throws, rejects, or does not come back in nine seconds.
 */
export const tellEach =
  <A>(tell: ((one: A) => unknown) | undefined, failed: string) =>
  (all: ReadonlyArray<A>): Effect.Effect<void> =>
    Effect.forEach(
      all,
      (one) =>
        Effect.promise(async () => tell?.(one)).pipe(
          Effect.timeout(patience),
          Effect.catchCause((cause) => Effect.logError(failed, cause))
        ),
      { concurrency: "unbounded", discard: true }
    )
