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
  type MeterHandle,
  readNotification,
  type UsageEventInput,
  type UsageRecord
} from "@tallyhour/core"
import { DateTime, Effect, Result } from "effect"
import { openStore, type StoreName } from "./openStore.ts"
import { catalogue } from "./seller.ts"

/** AWS, and the seller's metering with its two HTTP handlers, all in one virtual time. */
export interface World {
  readonly accepted: () => ReadonlyArray<AcceptedRecord>
  readonly close: () => Promise<void>
  /** Calls the emulator's control interface; throws what it refuses. */
  readonly control: (name: string, body: object) => Readonly<Record<string, unknown>>
  /** The records of which nobody knows whether AWS has them, since their window closed before it was heard. */
  readonly inDoubt: () => Promise<ReadonlyArray<UsageRecord>>
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

const secret = "correct horse battery staple"

/** What of a world a report reads. */
export type ReadableWorld = Pick<World, "accepted" | "control" | "inDoubt"> & {
  readonly meter: Pick<World["meter"], "balances" | "unbilled">
}

/** Opens an empty world at an instant; every request of the seller to AWS goes through the AWS SDK over HTTP. */
export const openWorld = async (storeName: StoreName, start: number): Promise<World> => {
  let time = start
  const host = { catalogue, log: () => undefined, now: () => time }
  const emulator = makeMarketplaceEmulator({ clock: host.now })
  const server = await startEmulator({ emulator })
  // The emulator looks at the form of a signature only, so these are no secret and open nothing.
  const aws = { credentials: { accessKeyId: "QUARTER", secretAccessKey: "quarter" }, endpoint: server.url }
  const { close, store, within } = await openStore(storeName)
  // Months go by in minutes, so a rate by the second would be none.
  const transport = awsTransport({ ...aws, requestsPerSecond: Number.POSITIVE_INFINITY })
  const meter = createMeter({ ...host, store, transport })
  await meter.migrate()
  const webhook = agreementWebhook({ ...host, eventBridge: { secrets: [secret] }, follow: meter.follow })
  return {
    accepted: emulator.accepted,
    close: async () => {
      await meter.close()
      await server.close()
      await close()
    },
    control: (name, body) => {
      const answer = emulator.control(name, body)
      if (answer.status !== 200) throw new Error(`${name}: ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    inDoubt: () => Effect.runPromise(Effect.provide(inDoubt, store.layer)),
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
  const records: Array<UsageRecord> = []
  let after: DedupKey | undefined
  do {
    const page = yield* ledger.entries({ after, recordsMax: 1_000 })
    records.push(...page.entries.filter(({ state }) => state === "in doubt").map(({ record }) => record))
    after = page.next
  } while (after !== undefined)
  return records
})

const expectStatus = async (status: number, answer: Promise<Response>): Promise<void> => {
  const response = await answer
  if (response.status !== status) throw new Error(`Answered ${response.status}: ${await response.text()}`)
}
