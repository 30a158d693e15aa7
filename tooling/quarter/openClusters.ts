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

/** Names the clusters of a quarter. */
export const planClusters = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    account: `cluster-${i + 1}`,
    accountId: String(200_000_000_001 + i)
  }))

/** Starts the tasks of a cluster: each is registered, and its signature verified, before it counts anything. */
export const openCluster = async (
  { account, accountId }: Pick<Cluster, "account" | "accountId">,
  { control, draw, endpoint, now, reporters: store }: ClusterOptions
): Promise<Cluster> => {
  // The emulator looks at the form of a signature only, so these are no secret and open nothing.
  const credentials = { accessKeyId: account.toUpperCase(), secretAccessKey: canaries.secretAccessKey }
  const metering = awsBuyerMetering({
    credentials,
    endpoint,
    region: async () => "us-east-1",
    requestsPerSecond: Number.POSITIVE_INFINITY
  })
  control("seed_caller", { access_key_id: credentials.accessKeyId, account_id: accountId, resource: account })
  control("entitle_caller", { account_id: accountId, entitled: true, product_code: containerCode })
  const publicKey = String(control("public_key", {})["pem"])
  const log = () => undefined
  const start = async (instance: string): Promise<ReporterHandle> => {
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
    return createReporter({ ...product, instance, log, now, reporter: account, resentBy: "any", store })
  }
  const tasks = [await start("task-1"), await start("task-2")]
  return {
    account,
    accountId,
    books: async () => {
      const { setAside, waiting } = await tasks[0]!.report()
      const named = setAside.map((aside) => ({ ...aside, account, meter: aside.dimension }))
      const [inDoubt, unbilled] = [true, false].map((isDoubtful) =>
        named.filter(({ reason }) => reason.startsWith("InDoubt") === isDoubtful)
      )
      const pending = inDoubt!.reduce((total, { quantity }) => total + quantity, waiting)
      return {
        balances: [{ account, meter: "pages", carried: "0", open: "0", pending: String(pending) }],
        inDoubt: inDoubt!.map((one) => ({
          ...one,
          hour: DateTime.toEpochMillis(DateTime.makeUnsafe(`${one.hour}:00:00Z`)) / 1000,
          region: "us-east-1",
          scope: "product"
        })),
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
    report: async () => {
      if (draw.share() < 0.02) {
        const n = draw.between(0, 1)
        await tasks[n]!.close()
        tasks[n] = await start(`task-${draw.between(1, 1_000)}`)
      }
      for (const task of tasks) await task.report()
    }
  }
}
