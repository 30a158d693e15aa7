import { assert, describe, it } from "vitest"
import type { Comparison } from "../Benchmark.ts"
import { measure } from "../measure.ts"
import { afterLongHistory } from "./afterHistory.ts"
import { type BenchServer, openBenchServer } from "./benchServer.ts"
import { bulkBesidePeer, manyCallers } from "./callers.ts"
import { copyRecording } from "./copyRecording.ts"
import { endToEnd } from "./endToEnd.ts"
import { leaseAndSettle } from "./leasing.ts"
import { openGraphile } from "./peers.ts"
import { bulkRecording, singleRecording } from "./recording.ts"
import { hourTurn } from "./sealing.ts"
import { eventsOf } from "./usage.ts"

describe("the usage that is measured", () => {
  it("has ids of their own, which ascend, and meets each account and meter in turn", () => {
    const events = eventsOf({ count: 1_000, first: 0, keys: 100 })

    const ids = events.map(({ eventId }) => eventId)
    assert.deepStrictEqual(ids, [...new Set(ids)].toSorted())
    assert.strictEqual(new Set(events.map(({ account, meter }) => `${account} ${meter}`)).size, 100)
  })
})

describe("the comparisons with Postgres", () => {
  it("come to the same on both sides", { timeout: 60_000 }, async ({ skip }) => {
    const server = await openBenchServer({ isDurable: false })
    if (server === undefined) return skip()
    try {
      let compared = 0
      for await (const comparison of small(server)) {
        // Throws where the sides come to different numbers of results.
        await measure(comparison, { clock: () => performance.now(), repetitions: 1 })
        compared++
      }

      assert.strictEqual(compared, 11)
    } finally {
      await server.close()
    }
  })
})

async function* small(server: BenchServer): AsyncIterable<Comparison> {
  yield singleRecording(server, 10)
  yield bulkRecording(server, { events: 20, perCall: 10 })
  yield* copyRecording(server, { events: 20, perCall: 10 })
  const peer = await openGraphile(server)
  yield manyCallers(server, { callers: 2, events: 4, peer })
  yield bulkBesidePeer(server, { events: 4, peer, perCall: 2 })
  await peer.close()
  yield leaseAndSettle(server, { records: 40, workers: 2 })
  yield hourTurn(server, { count: 40, keys: 20 })
  yield* endToEnd(server, { events: 20, keys: 10 })
  yield* afterLongHistory(server, { many: 400, perRounds: [20, 40], some: 100 })
}
