import { Clock, Effect, Layer } from "effect"

/**
 * A clock that shows the time a host says it is, for tests and replays; sleeping and measuring stay real.
 *
 * - **Unit**: epoch milliseconds.
 *
 * **Example** (A program that lives in March)
 *
 *     const march = hostClock(() => Date.parse("2026-03-10T12:00:00Z"))
 *
 *     const time = await Effect.runPromise(Effect.provide(DateTime.now, march))
 *     DateTime.formatIso(time) // => "2026-03-10T12:00:00.000Z"
 */
export const hostClock = (now: () => number): Layer.Layer<never> =>
  Layer.effect(
    Clock.Clock,
    Effect.map(Clock.Clock, (real): Clock.Clock => ({
      currentTimeMillis: Effect.sync(now),
      currentTimeMillisUnsafe: now,
      currentTimeNanos: Effect.sync(() => nanos(now())),
      currentTimeNanosUnsafe: () => nanos(now()),
      monotonicTimeNanos: real.monotonicTimeNanos,
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      sleep: (duration) => real.sleep(duration)
    }))
  )

const nanos = (millis: number): bigint => BigInt(Math.floor(millis)) * 1_000_000n
