import {
  agreementWebhook,
  awsCustomerResolution,
  awsTransport,
  registrationHandler
} from "@tallyhour/adapter-aws"
import { type AcceptedRecord, makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import {
  createMeter,
  type DedupKey,
  LedgerAudit,
  MeteringHour,
  type MeterHandle,
  readNotification,
  type UsageEventInput,
  type UsageRecord
} from "@tallyhour/core"
import { DateTime, Effect, Result } from "effect"
import { canaries, canaryCredentials } from "../canaries/canaries.ts"
import { drawFrom } from "./drawFrom.ts"
import { type Cluster, openCluster, planClusters } from "./openClusters.ts"
import { openStore, type StoreName } from "./openStore.ts"
import { catalogue, containerCode, productCode, serviceMeters } from "./seller.ts"
import type { DoubtfulRecord, SellerBooks } from "./SellerBooks.ts"

/** AWS, and the seller's metering with its two HTTP handlers, all in one virtual time. */
export interface World {
  readonly accepted: () => ReadonlyArray<AcceptedRecord>
  readonly close: () => Promise<void>
  /** Calls the emulator's control interface; throws what it refuses. */
  readonly control: (name: string, body: object) => Readonly<Record<string, unknown>>
  /** What the books of the service say. */
  readonly books: () => Promise<SellerBooks>
  readonly clusters: ReadonlyArray<Cluster>
  readonly meter: MeterHandle<never>
  /** Delivers what AWS tells of an agreement, as it comes over EventBridge or SNS. */
  readonly notify: (message: object) => Promise<void>
  readonly record: (events: ReadonlyArray<UsageEventInput>) => Promise<void>
  /** Brings a buyer to the registration page with its token, signed in as an account. */
  readonly register: (
    buyer: { readonly account: string; readonly region: string },
    token: string
  ) => Promise<void>
  /** Sets the time, in epoch milliseconds. */
  readonly setTime: (now: number) => void
}

const secret = canaries.webhookSecret

/** Opens an empty world at an instant; every request of the seller to AWS goes through the AWS SDK over HTTP. */
export const openWorld = async (
  start: number,
  options: { readonly clusters: number; readonly seed: string; readonly storeName: StoreName }
): Promise<World> => {
  let time = start
  const host = { catalogue, log: () => undefined, now: () => time }
  const emulator = makeMarketplaceEmulator({ clock: host.now })
  const server = await startEmulator({ emulator })
  // The emulator looks at the form of a signature only, so these are no secret and open nothing.
  const aws = { credentials: { ...canaryCredentials, accessKeyId: "QUARTER" }, endpoint: server.url }
  const { close, reporters, store, within } = await openStore(options.storeName)
  // Months go by in minutes, so a rate by the second would be none.
  const transport = awsTransport({ ...aws, requestsPerSecond: Number.POSITIVE_INFINITY })
  const meter = createMeter({ ...host, store, transport })
  await meter.migrate()
  const webhook = agreementWebhook({ ...host, eventBridge: { secrets: [secret] }, follow: meter.follow })
  const control: World["control"] = (name, body) => {
    const answer = emulator.control(name, body)
    if (answer.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  control("seed_product", { code: productCode, dimensions: serviceMeters, kind: "saas" })
  control("seed_product", { code: containerCode, dimensions: ["pages"], kind: "container" })
  const draw = drawFrom(`${options.seed} clusters`)
  const clusters = await Promise.all(
    planClusters(options.clusters).map((cluster) =>
      openCluster(cluster, { control, draw, endpoint: server.url, now: host.now, reporters })
    )
  )
  return {
    accepted: emulator.accepted,
    close: async () => {
      for (const cluster of clusters) await cluster.close()
      await meter.close()
      await server.close()
      await close()
    },
    control,
    books: async () => ({
      balances: await meter.balances(),
      inDoubt: await Effect.runPromise(Effect.provide(inDoubt, store.layer)),
      reportsWaiting: [],
      unbilled: await meter.unbilled()
    }),
    clusters,
    meter,
    notify: async (message) => {
      if (!("source" in message)) {
        const Timestamp = DateTime.formatIso(DateTime.makeUnsafe(time))
        const Message = JSON.stringify(message)
        const envelope = { Message, MessageId: `${Timestamp} ${Message}`, Timestamp, Type: "Notification" }
        await meter.follow(Result.getOrThrow(readNotification(envelope)))
        return
      }
      const headers = { "x-tallyhour-secret": secret }
      const request = { body: JSON.stringify(message), headers, method: "POST" }
      await expectStatus(204, webhook(new Request("https://seller.example/agreements", request)))
    },
    record: async (events) => {
      await within((transaction) => meter.record(transaction, events))
    },
    register: async ({ account, region }, token) => {
      const accountFor = async () => account
      const customers = awsCustomerResolution({ ...aws, region: "us-east-1" })
      const registration = registrationHandler({ ...host, accountFor, customers, region, store })
      const body = new URLSearchParams({ "x-amzn-marketplace-token": token })
      const request = new Request("https://seller.example/register", { body, method: "POST" })
      await expectStatus(200, registration.handle(request))
      await registration.close()
    },
    setTime: (instant) => {
      time = instant
    }
  }
}

const inDoubt = Effect.gen(function* () {
  const ledger = yield* LedgerAudit
  const records: Array<DoubtfulRecord> = []
  let after: DedupKey | undefined
  do {
    const page = yield* ledger.entries({ after, recordsMax: 1_000 })
    for (const { record, state } of page.entries) if (state === "in doubt") records.push(doubtful(record))
    after = page.next
  } while (after !== undefined)
  return records
})

const doubtful = ({ account, agreement, hour, meter, quantity, region }: UsageRecord): DoubtfulRecord => ({
  account,
  meter,
  hour: DateTime.toEpochMillis(MeteringHour.start(hour)) / 1000,
  quantity,
  region,
  scope: agreement._tag === "License" ? "license" : "product"
})

const expectStatus = async (status: number, answer: Promise<Response>): Promise<void> => {
  const response = await answer
  if (response.status !== status) throw new Error(`Answered ${response.status}: ${await response.text()}`)
}
