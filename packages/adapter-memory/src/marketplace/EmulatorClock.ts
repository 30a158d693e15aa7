/** How a clock stands against the machine's: `offsetMillis` ahead of it, or still at `frozenAt`. */
export interface ClockSetting {
  /** Epoch milliseconds; null for a clock that runs. */
  readonly frozenAt: number | null
  readonly offsetMillis: number
}

/** A clock that can be set, held still and given back to the machine. */
export interface EmulatorClock {
  /** Returns the instant in epoch milliseconds. */
  readonly now: () => number
  /** Goes back to the clock it was made from. */
  readonly reset: () => void
  /** Puts the clock as it stood when `setting` was asked. */
  readonly restore: (setting: ClockSetting) => void
  /** Sets the instant, in epoch seconds; it runs on from there unless `frozen`. Throws on what is not a number. */
  readonly set: (setting: { readonly frozen: boolean; readonly now: number }) => void
  readonly setting: () => ClockSetting
}

/**
 * Makes a settable clock on top of one that runs.
 *
 * - **Unit**: `source` returns epoch milliseconds.
 */
export const makeEmulatorClock = (source: () => number): EmulatorClock => {
  let offset = 0
  let frozenAt: number | undefined
  return {
    now: () => frozenAt ?? source() + offset,
    reset: () => {
      offset = 0
      frozenAt = undefined
    },
    restore: (setting) => {
      offset = setting.offsetMillis
      frozenAt = setting.frozenAt ?? undefined
    },
    set: ({ frozen, now }) => {
      if (!Number.isFinite(now)) throw new RangeError(`the clock takes epoch seconds, not ${now}`)
      const instant = now * 1_000
      offset = instant - source()
      frozenAt = frozen ? instant : undefined
    },
    setting: () => ({ frozenAt: frozenAt ?? null, offsetMillis: offset })
  }
}
