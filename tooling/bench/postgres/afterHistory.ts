import type { Comparison } from "../Benchmark.ts"
import type { BenchServer, BenchStore } from "./benchServer.ts"
import { fillHistory } from "./history.ts"
import { record, sealed, subscribe } from "./sealing.ts"

/** A store that holds as many events as its name says, and what was recorded in it since. */
interface Filled {
  readonly events: number
  readonly opened: BenchStore
  readonly perRound: number
  rounds: number
}

/** Recording and sealing what is new, with little and with much history behind it. */
export async function* afterHistory(
  server: BenchServer,
  {
    many,
    more,
    perRound = 20_000,
    some
  }: { readonly many: number; readonly more: number; readonly perRound?: number; readonly some: number }
): AsyncIterable<Comparison> {
  const [few, middle, most] = [
    await filled(server, some, perRound),
    await filled(server, more, perRound),
    await filled(server, many, perRound)
  ]
  for (const [larger, smaller] of [
    [middle, few],
    [most, few]
  ] as const) {
    yield {
      what: `sealing ${perRound} new events, with ${larger.events} events of history`,
      unit: "events",
      count: perRound,
      ours: sealingIn(larger),
      baseline: sealingIn(smaller),
      goal: { ratio: 1 / 1.2 }
    }
  }
  yield {
    what: `record: 1000 events a call, with ${most.events} events of history`,
    unit: "events",
    count: perRound,
    ours: recordingIn(most),
    baseline: recordingIn(middle),
    goal: { ratio: 0.8 }
  }
}

const accountsPerRound = 1_000

const filled = async (server: BenchServer, events: number, perRound: number): Promise<Filled> => {
  const opened = await server.freshStore()
  await fillHistory(server, opened, { end: events, first: 0 })
  return { events, opened, perRound, rounds: 0 }
}

const sealingIn = (store: Filled) => ({
  name: `${store.events} events of history`,
  prepare: async () => {
    const { accountsBefore, stretch } = nextRound(store)
    await subscribe(store.opened, stretch.keys, accountsBefore)
    await record(store.opened, stretch)
  },
  run: () => sealed(store.opened)
})

const recordingIn = (store: Filled) => ({
  name: `${store.events} events of history`,
  run: async () => {
    await record(store.opened, { ...nextRound(store).stretch, perCall: 1_000 })
    return store.perRound
  }
})

/** Events of other accounts in each round, so that each finds its hour open. */
const nextRound = (store: Filled) => {
  const round = ++store.rounds
  const accountsBefore = round * accountsPerRound
  const first = store.events * 16 + round * store.perRound
  const keys = store.perRound / 10
  return { accountsBefore, stretch: { accountsBefore, count: store.perRound, first, keys } }
}
