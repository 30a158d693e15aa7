import { memoryStore } from "@tallyhour/adapter-memory"
import {
  AgreementInbox,
  hostLogger,
  StoreError,
  StoreUnavailable,
  Subscription,
  SubscriptionRegistry
} from "@tallyhour/core"
import { DateTime, Effect, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { agreementQueue } from "../src/lifecycle/agreementQueue.ts"
import type { AgreementQueueOptions } from "../src/lifecycle/AgreementQueueOptions.ts"
import { startSqsServer } from "./sqsServer.ts"

export const credentials = canaryCredentials

/** An event of a license, as EventBridge puts it into a queue. */
export const licenseEvent = (kind: string, at: string, id: string = crypto.randomUUID()): string =>
  JSON.stringify({
    id,
    source: "aws.agreement-marketplace",
    "detail-type": `${kind} - Manufacturer`,
    time: at,
    detail: {
      acceptor: { accountId: "111111111111" },
      license: { arn: "aws:license-manager:us-east-1:294406891311:l-1b2c" },
      product: { code: "4ml54db8vrmju" }
    }
  })

export const deprovisioned = (id?: string): string =>
  licenseEvent("License Deprovisioned", "2026-03-10T12:10:31Z", id)

export const aQueue = (receiveCountMax?: number) =>
  Effect.acquireRelease(
    Effect.promise(() => startSqsServer(receiveCountMax)),
    (server) => Effect.promise(() => server.close())
  )

/** Reads a queue beside the test, and keeps what is logged. */
export const reading = Effect.fnUntraced(function* (
  queueUrl: string,
  options: Partial<AgreementQueueOptions> = {}
) {
  const told: Array<string> = []
  const own = options.profile === undefined ? { credentials } : {}
  const fiber = yield* agreementQueue({ queueUrl, region: "us-east-1", ...own, ...options }).pipe(
    Effect.provide(Logger.layer([hostLogger((level, message) => told.push(`${level} ${message}`))])),
    Effect.forkChild
  )
  return { fiber, told }
})

/** Lets the time of whoever reads go on until something is so. */
export const until = Effect.fnUntraced(function* (isSo: () => boolean) {
  while (!isSo()) {
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    yield* TestClock.adjust("100 millis")
  }
})

/** Links account acme to the license of these events. */
export const linkAcme = Effect.gen(function* () {
  const registry = yield* SubscriptionRegistry
  yield* registry.link(
    Subscription.make({
      account: "acme",
      productCode: "4ml54db8vrmju",
      agreement: {
        _tag: "License",
        buyer: "111111111111",
        licenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c"
      },
      region: "us-east-1",
      activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
    })
  )
})

/** When the subscription of account acme ends. */
export const endOfAcme = Effect.gen(function* () {
  const registry = yield* SubscriptionRegistry
  const [subscription] = yield* registry.subscriptionsOf("acme")
  return subscription?.activeUntil && DateTime.formatIso(subscription.activeUntil)
})

export type StoreInbox = AgreementInbox["Service"]["store"]

/** A store whose inbox stores events in another way. */
export const aStore = (change: (store: StoreInbox) => StoreInbox = (store) => store) =>
  Layer.effect(
    AgreementInbox,
    Effect.map(AgreementInbox, (inbox) => ({ ...inbox, store: change(inbox.store) }))
  ).pipe(Layer.provideMerge(memoryStore().layer))

export const away = Effect.fail(new StoreError({ reason: new StoreUnavailable({ detail: "no route" }) }))
