import { Effect, Layer, Logger } from "effect"
import { hostClock } from "./hostClock.ts"
import { hostLogger } from "./hostLogger.ts"

/** What a single call hears of its host. */
export interface CallOptions {
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => void
  /** The time in epoch milliseconds, for tests; the system's when absent. */
  readonly now?: () => number
}

/**
 * Runs one effect with services that are opened for it and given back after it, so that nobody has to close them. What they
 * remember, such as the rhythm of requests, ends with them.
 */
export const runOnce = <A, E, Services>(
  effect: Effect.Effect<A, E, Services>,
  services: Layer.Layer<Services>,
  { log, now }: CallOptions
): Promise<A> =>
  Effect.runPromise(
    Effect.provide(
      effect,
      Layer.mergeAll(
        services,
        log === undefined ? Layer.empty : Logger.layer([hostLogger(log)]),
        now === undefined ? Layer.empty : hostClock(now)
      )
    )
  )
