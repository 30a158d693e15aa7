import type { Comparison } from "../Benchmark.ts"
import type { BenchServer, BenchStore } from "./benchServer.ts"
import { fillHistory, historyAccounts } from "./history.ts"
import { record, sealed, subscribe } from "./sealing.ts"
import { accountsOf } from "./usage.ts"

/** A store that holds as many events as its name says, and what was recorded in it since. */
interface Filled {
  readonly events: number
  readonly opened: BenchStore
  readonly server: BenchServer
  perRound: number
  /** How many accounts have been met: as many as history has, and those of the rounds. */
  accounts: number
  /** How many events were recorded since. */
  recorded: number
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
  yield sealingBeside(middle, few)
  yield sealingBeside(most, few)
  yield {
    what: `record: 1000 events a call, with ${most.events} events of history`,
    unit: "events",
    count: perRound,
    ours: recordingIn(most),
    baseline: recordingIn(middle),
    goal: { ratio: 0.8 }
  }
}

/** Sealing hours of many keys, with little and with far more history than a benchmark can make each time. */
export async function* afterLongHistory(
  server: BenchServer,
  {
    many,
    perRounds,
    some
  }: { readonly many: number; readonly perRounds: ReadonlyArray<number>; readonly some: number }
): AsyncIterable<Comparison> {
  const [few, most] = [await filled(server, some, 0), await filled(server, many, 0)]
  for (const perRound of perRounds) {
    for (const store of [few, most]) store.perRound = perRound
    yield sealingBeside(most, few)
  }
}

const sealingBeside = (larger: Filled, smaller: Filled): Comparison => ({
  what: `sealing ${larger.perRound} new events, with ${larger.events} events of history`,
  unit: "events",
  count: larger.perRound,
  ours: sealingIn(larger),
  baseline: sealingIn(smaller),
  goal: { ratio: 1 / 1.2 }
})

const filled = async (server: BenchServer, events: number, perRound: number): Promise<Filled> => {
  const opened = await server.freshStore()
  await fillHistory(server, opened, { end: events, first: 0 })
  return { accounts: historyAccounts, events, opened, perRound, recorded: 0, server }
}

const sealingIn = (store: Filled) => ({
  name: `${store.events} events of history`,
  prepare: async () => {
    const { accountsBefore, stretch } = nextRound(store)
    await subscribe(store.opened, stretch.keys, accountsBefore)
    await record(store.opened, stretch)
    await store.server.settle()
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
  const { accounts: accountsBefore, events, perRound, recorded } = store
  const keys = perRound / 10
  store.accounts += accountsOf(keys).length
  store.recorded += perRound
  return { accountsBefore, stretch: { accountsBefore, count: perRound, first: events * 16 + recorded, keys } }
}
