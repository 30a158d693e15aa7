import type { Comparison } from "../Benchmark.ts"
import type { BenchMeter, BenchServer } from "./benchServer.ts"
import type { Peer } from "./peers.ts"
import { pagesOf } from "./recording.ts"
import { inputsOf } from "./usage.ts"

/** Many callers that record one event each, again and again, beside a job queue that takes a job from as many. */
export const manyCallers = (
  server: BenchServer,
  { callers, events, peer }: { readonly callers: number; readonly events: number; readonly peer: Peer }
): Comparison => {
  let meter: BenchMeter
  const inputs = inputsOf({ count: events, first: 0 })
  return {
    what: `record: ${callers} callers, an event each, in no transaction of theirs`,
    unit: "events",
    count: events,
    ours: {
      name: "meter.recordAlone",
      prepare: async () => {
        meter = await server.freshMeter()
      },
      run: () => byCallers(inputs, callers, (input) => meter.recordAlone(input))
    },
    baseline: {
      name: `${peer.name}, a job an event`,
      prepare: peer.empty,
      run: () => byCallers(inputs, callers, (input) => peer.add(input))
    },
    goal: { ratio: 10 }
  }
}

/** Many events in one call, beside a job queue that takes as many jobs in one call. */
export const bulkBesidePeer = (
  server: BenchServer,
  { events, peer, perCall }: { readonly events: number; readonly peer: Peer; readonly perCall: number }
): Comparison => {
  let meter: BenchMeter
  const pages = pagesOf(inputsOf({ count: events, first: 0, tagged: true }), perCall)
  return {
    what: `record: ${perCall} events a call, with tags, each id checked`,
    unit: "events",
    count: events,
    ours: {
      name: "meter.recordAlone",
      prepare: async () => {
        meter = await server.freshMeter()
      },
      run: () => byCallers(pages, 1, (page) => meter.recordAlone(page))
    },
    baseline: {
      name: `${peer.name}, a job an event`,
      prepare: peer.empty,
      run: () => byCallers(pages, 1, (page) => peer.addMany(page))
    },
    goal: { ratio: 3 }
  }
}

/** Has each caller do one thing after another, until all are done; returns how many there were. */
export const byCallers = async <Item>(
  items: ReadonlyArray<Item>,
  callers: number,
  work: (item: Item) => Promise<unknown>
): Promise<number> => {
  let next = 0
  const caller = async () => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return items.length
}
