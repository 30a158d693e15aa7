import { awsBuyerMetering } from "@tallyhour/adapter-aws"
import { createReporter, registerUsage, type ReporterHandle, type ReporterStore } from "@tallyhour/core"
import { DateTime, type Layer } from "effect"
import { canaries } from "../canaries/canaries.ts"
import type { Draw } from "./drawFrom.ts"
import type { Usage } from "./planUsage.ts"
import { containerCode } from "./seller.ts"
import type { SellerBooks } from "./SellerBooks.ts"

/** A cluster in a buyer's account, whose two tasks share one total. */
export interface Cluster {
  readonly account: string
  readonly accountId: string
  readonly books: () => Promise<SellerBooks>
  readonly close: () => Promise<void>
  readonly count: (usage: Usage) => Promise<void>
  /** When a task was started anew, in epoch milliseconds. */
  readonly restarts: ReadonlyArray<number>
  /** Lets both tasks do what is due, after a restart of one of them now and then. */
  readonly report: () => Promise<void>
}

/** What a cluster is opened with. */
export interface ClusterOptions {
  readonly control: (name: string, body: object) => Readonly<Record<string, unknown>>
  readonly draw: Draw
  readonly endpoint: string
  readonly now: () => number
  /** Where the tasks of every cluster keep what they know. */
  readonly reporters: Layer.Layer<ReporterStore>
}

/** A cluster, and which of its tasks may send a report again whose answer was lost. */
export interface PlannedCluster {
  readonly account: string
  readonly accountId: string
  readonly resentBy: "any" | "sender"
}

/** Names the clusters of a quarter, every other one an AgentCore runtime. */
export const planClusters = (count: number): ReadonlyArray<PlannedCluster> =>
  Array.from({ length: count }, (_, i) => ({
    account: `cluster-${i + 1}`,
    accountId: String(200_000_000_001 + i),
    resentBy: i % 2 === 0 ? "sender" : "any"
  }))

/** Starts the tasks of a cluster: each is registered, and its signature verified, before it counts anything. */
export const openCluster = async (
  { account, accountId, resentBy }: PlannedCluster,
  { control, draw, endpoint, now, reporters: store }: ClusterOptions
): Promise<Cluster> => {
  control("entitle_caller", { account_id: accountId, entitled: true, product_code: containerCode })
  const publicKey = String(control("public_key", {})["pem"])
  const log = () => undefined
  const start = async (instance: string): Promise<ReporterHandle> => {
    // The emulator looks at the form of a signature only, so these are no secret and open nothing.
    const accessKeyId = `${account}-${instance}`.toUpperCase()
    // AWS counts tasks apart, unless they are an AgentCore runtime.
    const resource = resentBy === "any" ? account : accessKeyId
    control("seed_caller", { access_key_id: accessKeyId, account_id: accountId, resource })
    const metering = awsBuyerMetering({
      credentials: { accessKeyId, secretAccessKey: canaries.secretAccessKey },
      endpoint,
      region: async () => "us-east-1",
      requestsPerSecond: Number.POSITIVE_INFINITY
    })
    const product = { metering, productCode: containerCode }
    const container = await registerUsage({
      ...product,
      log,
      now,
      onFailure: "stop",
      publicKey,
      publicKeyVersion: 1
    })
    await container.registered
    await container.stop()
    return createReporter({ ...product, instance, log, now, reporter: account, resentBy, store })
  }
  const restarts: Array<number> = []
  const tasks = [await start("task-1"), await start("task-2")]
  return {
    account,
    accountId,
    books: async () => {
      await tasks[1]!.report()
      const { setAside, waiting } = await tasks[0]!.report()
      const named = setAside.map((aside) => ({ ...aside, account, meter: aside.dimension }))
      const [inDoubt, unbilled] = [true, false].map((isDoubtful) =>
        named.filter(({ reason }) => reason.startsWith("InDoubt") === isDoubtful)
      )
      const pending = inDoubt!.reduce((total, { quantity }) => total + quantity, 0)
      return {
        balances: [{ account, meter: "pages", carried: "0", open: "0", pending: String(pending) }],
        inDoubt: inDoubt!.map((one) => ({
          ...one,
          hour: DateTime.toEpochMillis(DateTime.makeUnsafe(`${one.hour}:00:00Z`)) / 1000,
          region: "us-east-1",
          scope: "product"
        })),
        reportsWaiting: waiting === 0 ? [] : [{ account, reports: waiting }],
        unbilled: unbilled!.map((one) => ({ ...one, kind: "set aside", quantity: String(one.quantity) }))
      }
    },
    close: async () => {
      for (const task of tasks) await task.close()
    },
    count: async ({ eventId, meter, occurredAt, thousandths }) => {
      await draw.oneOf([tasks[0]!, tasks[1]!]).count({
        dimension: meter,
        eventId,
        occurredAt: DateTime.formatIso(DateTime.makeUnsafe(occurredAt)),
        quantity: Number(thousandths / 1000n)
      })
    },
    restarts,
    report: async () => {
      if (draw.share() < 0.02) {
        const n = draw.between(0, 1)
        await tasks[n]!.close()
        tasks[n] = await start(`task-${restarts.push(now()) + 2}`)
      }
      for (const task of tasks) await task.report()
    }
  }
}
