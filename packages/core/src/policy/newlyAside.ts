import type { AsideUsage, ReporterState } from "../model/ReporterState.ts"

/**
 * Returns what is set aside in a state and was not in the one before, so that it can be said aloud.
 *
 * - **Shape**: without tags; of usage that was set aside before, only what has been added to it.
 */
export const newlyAside = (before: ReporterState, after: ReporterState): ReadonlyArray<AsideUsage> => {
  const known = new Map(before.setAside.map((usage) => [keyOf(usage), usage.quantity]))
  return after.setAside
    .map(({ dimension, hour, quantity, reason }) => ({
      dimension,
      hour,
      quantity: quantity - (known.get(keyOf({ dimension, hour, reason })) ?? 0),
      reason
    }))
    .filter(({ quantity }) => quantity > 0)
}

const keyOf = ({ dimension, hour, reason }: Pick<AsideUsage, "dimension" | "hour" | "reason">): string =>
  JSON.stringify([dimension, hour, reason])
