import { closeSync, openSync, readSync, writeSync } from "node:fs"
import { Clock, Effect } from "effect"

/** A time that many processes share: that of the machine, and what it is ahead of it. */
export interface VirtualClock {
  readonly close: () => void
  /** In epoch milliseconds. */
  readonly now: () => number
  /** Lets milliseconds go by for everybody at once, whoever is paused included. */
  readonly jump: (millis: number) => void
}

/** Opens the clock in a file, which is made if it is not there. */
export const openClock = (path: string): VirtualClock => {
  closeSync(openSync(path, "a"))
  const file = openSync(path, "r+")
  const bytes = Buffer.alloc(8)
  const ahead = () => (readSync(file, bytes, 0, 8, 0) === 8 ? Number(bytes.readBigInt64LE()) : 0)
  return {
    close: () => closeSync(file),
    now: () => Date.now() + ahead(),
    jump: (millis) => {
      bytes.writeBigInt64LE(BigInt(ahead() + millis))
      // Eight bytes are written at once, so that nobody reads half of a time.
      writeSync(file, bytes, 0, 8, 0)
    }
  }
}

/** The clock as Effect wants it; whoever sleeps does so by the machine's. */
export const effectClock = (clock: VirtualClock): Clock.Clock => {
  const nanos = () => BigInt(clock.now()) * 1_000_000n
  return {
    currentTimeMillis: Effect.sync(clock.now),
    currentTimeMillisUnsafe: clock.now,
    currentTimeNanos: Effect.sync(nanos),
    currentTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(() => process.hrtime.bigint()),
    monotonicTimeNanosUnsafe: () => process.hrtime.bigint(),
    sleep: (duration) => real.sleep(duration)
  }
}

const real = Effect.runSync(Clock.clockWith((clock) => Effect.succeed(clock)))
