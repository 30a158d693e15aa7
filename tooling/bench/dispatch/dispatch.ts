import { memoryStore } from "@tallyhour/adapter-memory"
import type { Benchmark, Comparison } from "../Benchmark.ts"
import { serverProcess } from "../emulator/serverProcess.ts"
import { type Arrival, mostOvertaken, recordsPerRequest, requestsPerSecond } from "./Arrival.ts"
import { draftsOf } from "./backlog.ts"
import { bareLoop } from "./bareLoop.ts"
import { openPostgres } from "./openPostgres.ts"
import { openSender, type Sender } from "./sender.ts"

/**
 * The whole sender (lease, AWS SDK, settle) beside the AWS SDK alone in a loop, and what it makes of AWS's quota.
 *
 * Both sides send the same records, as many requests at once, to a server of its own process that answers Success to each
 * record after the service time. The records are sealed before a run is timed, the last hours first.
 */
export const dispatch: Benchmark = {
  name: "dispatch",
  about: "the whole sender beside a bare loop of the AWS SDK; the quota kept; a backlog in order",
  comparisons: async function* () {
    for (const serviceMillis of [0, 50, 200] as const) {
      const goal = { ratio: serviceMillis === 0 ? 0.8 : 0.9 }
      // Enough for a second or more: a shorter run tells how fast V8 warms up.
      const records = { 0: 60_000, 50: 20_000, 200: 10_000 }[serviceMillis]
      yield* beside({ goal, opened: async () => memoryStore(), records, serviceMillis, where: "in memory" })
      const postgres = await openPostgres()
      if (postgres === undefined) continue
      yield* beside({ goal, opened: postgres.freshStore, records, serviceMillis, where: "in Postgres" })
      await postgres.close()
    }
  },
  trials: async function* () {
    yield await quotaKept({ products: 1, seconds: 30 })
    yield await quotaKept({ products: 2, seconds: 30 })
    yield await inOrder({ records: 240_000 })
  }
}

const concurrency = 32

type OpenStore = () => Promise<Parameters<typeof openSender>[0]>

/** Compares the sender over one kind of store with the bare loop. */
export async function* beside({
  goal,
  opened,
  records,
  serviceMillis,
  where
}: {
  readonly goal: Comparison["goal"]
  readonly opened: OpenStore
  readonly records: number
  readonly serviceMillis: number
  readonly where: string
}): AsyncIterable<Comparison> {
  const drafts = draftsOf({ records })
  const server = await serverProcess(answeringServer, String(serviceMillis))
  let sender: Sender | undefined
  try {
    yield {
      what: `sender: ${where}, ${serviceMillis} ms of service time, ${concurrency} requests at once`,
      unit: "records",
      count: drafts.length,
      ours: {
        name: "lease, AWS SDK, settle",
        prepare: async () => {
          await sender?.close()
          await arrivalsAt(server.port)
          sender = openSender(await opened(), {
            concurrency,
            port: server.port,
            requestsPerSecond: Number.POSITIVE_INFINITY
          })
          await sender.prepare(drafts)
        },
        run: () => sender!.run()
      },
      baseline: {
        name: "AWS SDK in a loop",
        run: () => bareLoop(drafts, { concurrency, port: server.port })
      },
      goal
    }
  } finally {
    await sender?.close()
    await server.stop()
  }
}

const answeringServer = new URL("answeringServer.ts", import.meta.url)

/** Sends for a while under AWS's quota, as a worker does that is told nothing, and counts at the server. */
export const quotaKept = async ({
  products,
  seconds
}: {
  readonly products: number
  readonly seconds: number
}) => {
  const records = Math.ceil(seconds * 10 * 25 * 1.2)
  const { arrivals } = await sentToEnd({
    concurrency: 4,
    drafts: draftsOf({ products, records }),
    forMillis: seconds * 1_000,
    requestsPerSecond: 10,
    serviceMillis: 200
  })
  return {
    what: `sender under the quota of 10 requests/s, ${products} products, 200 ms of service time`,
    figures: [
      { name: "requests a second", value: requestsPerSecond(arrivals), atLeast: 9.5, atMost: 10.1 },
      { name: "records a request", value: recordsPerRequest(arrivals), atLeast: 23 }
    ]
  }
}

/** Sends a backlog without a quota, and looks at the server whether what has the earliest deadline came first. */
export const inOrder = async ({ records }: { readonly records: number }) => {
  const { arrivals, settled } = await sentToEnd({
    concurrency,
    drafts: draftsOf({ records }),
    forMillis: Number.POSITIVE_INFINITY,
    requestsPerSecond: Number.POSITIVE_INFINITY,
    serviceMillis: 0
  })
  return {
    what: `sender of a backlog of ${records} records with ${new Set(arrivals.map(({ earliest }) => earliest)).size} deadlines`,
    figures: [
      { name: "records settled", value: settled, atLeast: records },
      { name: "requests overtaken by at most", value: mostOvertaken(arrivals), atMost: concurrency - 1 },
      { name: "records a request", value: recordsPerRequest(arrivals), atLeast: 23 }
    ]
  }
}

const sentToEnd = async ({
  concurrency: atOnce,
  drafts,
  forMillis,
  requestsPerSecond: rate,
  serviceMillis
}: {
  readonly concurrency: number
  readonly drafts: Parameters<Sender["prepare"]>[0]
  readonly forMillis: number
  readonly requestsPerSecond: number
  readonly serviceMillis: number
}) => {
  const server = await serverProcess(answeringServer, String(serviceMillis))
  const sender = openSender(memoryStore(), {
    concurrency: atOnce,
    port: server.port,
    requestsPerSecond: rate
  })
  try {
    await sender.prepare(drafts)
    const settled = await sender.run(forMillis)
    return { arrivals: await arrivalsAt(server.port), settled }
  } finally {
    await sender.close()
    await server.stop()
  }
}

/** Takes what a server has noted since it was last asked. */
const arrivalsAt = async (port: number): Promise<ReadonlyArray<Arrival>> => {
  const response = await fetch(`http://127.0.0.1:${port}/arrivals`)
  return JSON.parse(await response.text())
}
