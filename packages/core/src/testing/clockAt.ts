import { type Clock, Effect } from "effect"
import type { Instant } from "../model/Instant.ts"

/** A clock that stands still, while everything else of the process goes on. */
export const clockAt = ({ epochMilliseconds }: Instant): Clock.Clock => {
  const nanos = BigInt(epochMilliseconds) * 1_000_000n
  return {
    currentTimeMillis: Effect.succeed(epochMilliseconds),
    currentTimeMillisUnsafe: () => epochMilliseconds,
    currentTimeNanos: Effect.succeed(nanos),
    currentTimeNanosUnsafe: () => nanos,
    monotonicTimeNanos: Effect.succeed(nanos),
    monotonicTimeNanosUnsafe: () => nanos,
    sleep: () => Effect.void
  }
}
