import { aggregateUsage } from "@tallyhour/core"
import type { Benchmark } from "../Benchmark.ts"
import { manyEvents, type PricedEvent } from "./manyEvents.ts"
import { sumDoubles } from "./sumDoubles.ts"

/** Adding up usage events into (account, meter, hour): exact decimals beside the doubles one would write at first. */
export const core: Benchmark = {
  name: "core",
  about: "adds up 1 and 10 million usage events by account, meter and hour, exactly",
  comparisons: async function* () {
    for (const count of [1_000_000, 10_000_000]) {
      const events = manyEvents(count)
      yield {
        what: `core: ${count / 1e6} M events into ${keys} keys`,
        unit: "events",
        count,
        ours: { name: "aggregateUsage", run: () => keysOf(events) },
        baseline: { name: "Map of doubles, joined key", run: () => sumDoubles(events) },
        goal: { ratio: 0.5, wanted: 0.7 }
      }
    }
  }
}

const keys = "50 000"

const keysOf = (events: Iterable<PricedEvent>): number =>
  aggregateUsage(events).reduce((sum, { hours }) => sum + hours.length, 0)
