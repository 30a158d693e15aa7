import { DateTime } from "effect"

/**
 * Returns the machine's time.
 *
 * The only place of the emulator that asks the machine; everything else is told the instant.
 *
 * - **Unit**: epoch milliseconds.
 */
export const systemClock = (): number => DateTime.toEpochMillis(DateTime.nowUnsafe())
