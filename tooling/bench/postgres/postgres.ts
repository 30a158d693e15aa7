import type { Benchmark } from "../Benchmark.ts"
import { afterHistory, afterLongHistory } from "./afterHistory.ts"
import { type BenchServer, openBenchServer } from "./benchServer.ts"
import { bulkBesidePeer, manyCallers } from "./callers.ts"
import { copyRecording } from "./copyRecording.ts"
import { endToEnd } from "./endToEnd.ts"
import { idleWorker } from "./idleWorker.ts"
import { leaseAfterMany, leaseAndSettle } from "./leasing.ts"
import { openGraphile, openPgBoss } from "./peers.ts"
import { bulkRecording, singleRecording } from "./recording.ts"
import { hourTurn } from "./sealing.ts"
import { sealingMemory } from "./sealingMemory.ts"

/** The store in Postgres beside bare statements and job queues, all on one server that waits for its disk. */
export const postgres: Benchmark = {
  name: "postgres",
  about: "recording, sealing, leasing in Postgres, beside bare statements and job queues",
  comparisons: async function* () {
    const server = await openBenchServer()
    if (server === undefined) return
    try {
      yield singleRecording(server, 5_000)
      for (const perCall of [1_000, 5_000]) yield bulkRecording(server, { events: 100_000, perCall })
      for (const perCall of [1_000, 5_000]) yield* copyRecording(server, { events: 100_000, perCall })
      yield* besidePeers(server)
      for (const workers of [1, 4]) yield leaseAndSettle(server, { records: 30_000, workers })
      yield* leaseAfterMany(server, { records: 30_000, settled: 1_000_000 })
      yield hourTurn(server, { count: 1_000_000, keys: 100_000 })
      yield* endToEnd(server, { events: 200_000, keys: 20_000 })
      yield* afterHistory(server, { many: 10_000_000, more: 1_000_000, some: 100_000 })
    } finally {
      await server.close()
    }
  },
  trials: async function* () {
    const server = await openBenchServer()
    if (server === undefined) return
    try {
      yield await sealingMemory(server, { count: 100_000, keys: 100_000 })
      yield await idleWorker(server, { forMillis: 95_000, keys: 20_000 })
    } finally {
      await server.close()
    }
  }
}

/** Hours sealed with years of events behind them; to make these takes ten minutes or more, and 30 GB of disk. */
export const history: Benchmark = {
  name: "history",
  about: "sealing with 100 million events behind it; only when named, 30 GB of disk",
  isOnlyByName: true,
  comparisons: async function* () {
    const server = await openBenchServer()
    if (server === undefined) return
    try {
      yield* afterLongHistory(server, {
        many: 100_000_000,
        perRounds: [20_000, 1_000_000],
        some: 100_000
      })
    } finally {
      await server.close()
    }
  }
}

async function* besidePeers(server: BenchServer) {
  for (const open of [openPgBoss, openGraphile]) {
    const peer = await open(server)
    for (const callers of [32, 128]) yield manyCallers(server, { callers, events: 20_000, peer })
    for (const perCall of [1_000, 5_000]) yield bulkBesidePeer(server, { events: 50_000, peer, perCall })
    await peer.close()
  }
}
