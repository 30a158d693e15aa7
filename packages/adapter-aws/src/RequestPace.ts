import { Clock, Duration, Effect } from "effect"

/** The rhythm of requests to one region. */
export interface RequestPace {
  /** Waits for the next turn: turns are evenly spaced, so that AWS never sees a burst. */
  readonly turn: Effect.Effect<void>
  /** Slows down by half, because AWS throttles: other programs share the account's rate. */
  readonly slowDown: Effect.Effect<void>
  /** Goes a little faster, up to the rate it began with, because AWS has answered. */
  readonly speedUp: Effect.Effect<void>
}

/** However hard AWS throttles, it is asked this often, or nobody would hear when it takes requests again. */
const slowest = Duration.seconds(2)

/** One throttled request is made good by so many that are answered. */
const recovery = 0.95

/**
 * Makes the rhythm of requests to one region.
 *
 * - **Unit**: requests a second; with `Infinity` nothing waits, not even when AWS throttles. The clock is the monotonic one: a wall clock that is set must not stop the sending.
 */
export const makeRequestPace = (perSecond: number): RequestPace => {
  if (perSecond === Number.POSITIVE_INFINITY)
    return { slowDown: Effect.void, speedUp: Effect.void, turn: Effect.void }
  const shortest = BigInt(Math.round(1e9 / perSecond))
  const longest = bigger(shortest, Duration.toNanosUnsafe(slowest))
  let interval = shortest
  let next = 0n
  return {
    turn: Effect.gen(function* () {
      const now = yield* Clock.monotonicTimeNanos
      const mine = bigger(next, now)
      next = mine + interval
      if (mine > now) yield* Effect.sleep(Duration.nanos(mine - now))
    }),
    slowDown: Effect.sync(() => {
      interval = smaller(longest, bigger(interval, 1n) * 2n)
    }),
    speedUp: Effect.sync(() => {
      interval = bigger(shortest, BigInt(Math.round(Number(interval) * recovery)))
    })
  }
}

const bigger = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
