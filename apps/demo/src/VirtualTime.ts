import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import { DateTime } from "effect"

/** The time of the demo, which passes only when the story says so; the emulator's clock follows it. */
export interface VirtualTime {
  readonly set: (instant: DateTime.Utc) => void
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly iso: () => string
}

/** Starts the demo's time at an instant. */
export const virtualTime = (emulator: MarketplaceEmulator, start: string): VirtualTime => {
  let now: DateTime.Utc = DateTime.makeUnsafe(start)
  const set = (instant: DateTime.Utc) => {
    now = instant
    emulator.setTime({ now: DateTime.toEpochMillis(instant) / 1000, frozen: true })
  }
  set(now)
  return { iso: () => DateTime.formatIso(now), now: () => DateTime.toEpochMillis(now), set }
}
