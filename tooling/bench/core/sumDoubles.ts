import type { PricedEvent } from "./manyEvents.ts"

/** Adds up as one would at first: one map, a joined key, doubles. Returns how many keys there are. */
export const sumDoubles = (events: Iterable<PricedEvent>): number => {
  const sums = new Map<string, number>()
  for (const { account, meter, occurredAt, units } of events) {
    const key = `${account}|${meter}|${Math.floor(occurredAt.epochMilliseconds / 3_600_000)}`
    sums.set(key, (sums.get(key) ?? 0) + units)
  }
  return sums.size
}
