import {
  BatchMeterUsageCommand,
  MarketplaceMeteringClient,
  type MarketplaceMeteringClientConfig
} from "@aws-sdk/client-marketplace-metering"
import { outcomesOf, type UsageBatch, UsageTransport } from "@tallyhour/core"
import { Effect, Layer } from "effect"
import { classifyError } from "./wire/classifyError.ts"
import { fromResponse } from "./wire/fromResponse.ts"
import { toRequest } from "./wire/toRequest.ts"

/** How long one request may take, from connecting to the last byte of the answer, in milliseconds. */
const requestTimeoutDefault = 30_000

/** How the AWS SDK is set up. Whatever is absent follows the SDK's own chain of environment, profile and role. */
export interface AwsTransportOptions {
  readonly credentials?: NonNullable<MarketplaceMeteringClientConfig["credentials"]>
  /** Another address than AWS's own, such as the emulator's. */
  readonly endpoint?: string
  /** How long one request may take in milliseconds, from connecting to the last byte of the answer; 30 000 if absent. */
  readonly requestTimeout?: number
}

/**
 * Sends batches through the AWS SDK, each to the region its agreements are metered in.
 *
 * - **Guarantees**: one attempt a call: the SDK's own retries are off, because the worker repeats what has no answer, later
 *   and with the deadline in view.
 *
 * **Example** (Against the emulator; without options it calls AWS)
 *
 *     import { memoryStore, startEmulator } from "@tallyhour/adapter-memory"
 *     import { Agreement, createMeter } from "@tallyhour/core"
 *
 *     const now = () => Date.parse("2026-03-10T12:20:00Z")
 *     const { close, emulator, url } = await startEmulator({ clock: now })
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const store = memoryStore()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store,
 *       transport: awsTransport({ endpoint: url, credentials: { accessKeyId: "test", secretAccessKey: "test" } }),
 *       now
 *     })
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const acme = { account: "acme", productCode: "4ml54db8vrmju", agreement, region: "us-east-1" }
 *     await meter.link({ ...acme, activeFrom: "2026-01-01T00:00:00Z" })
 *     const occurredAt = "2026-03-10T11:30:00Z"
 *     const transaction = store.begin()
 *     await meter.record(transaction, { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt })
 *     transaction.commit()
 *
 *     await meter.pass() // => { expired: 0, sealed: 1, accepted: 1, retried: 0, failed: 0 }
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 *     await meter.close()
 *     await close()
 */
export const awsTransport = (options: AwsTransportOptions = {}): Layer.Layer<UsageTransport> =>
  Layer.effect(
    UsageTransport,
    Effect.acquireRelease(
      Effect.sync(() => new Map<string, MarketplaceMeteringClient>()),
      (clients) => Effect.sync(() => clients.forEach((client) => client.destroy()))
    ).pipe(
      Effect.map((clients) => ({
        submit: (batch) => submit(clientOf(clients, batch.region, options), batch, options)
      }))
    )
  )

const submit = (
  client: MarketplaceMeteringClient,
  batch: UsageBatch,
  { requestTimeout = requestTimeoutDefault }: AwsTransportOptions
) =>
  Effect.tryPromise({
    try: (interrupted) =>
      client.send(new BatchMeterUsageCommand(toRequest(batch.records.map(({ record }) => record))), {
        abortSignal: AbortSignal.any([interrupted, AbortSignal.timeout(requestTimeout)])
      }),
    catch: (thrown) => classifyError("BatchMeterUsage", thrown)
  }).pipe(Effect.map((output) => outcomesOf(batch.records, fromResponse(output))))

const clientOf = (
  clients: Map<string, MarketplaceMeteringClient>,
  region: string,
  { credentials, endpoint }: AwsTransportOptions
): MarketplaceMeteringClient => {
  const known = clients.get(region)
  if (known !== undefined) return known
  const client = new MarketplaceMeteringClient({
    region,
    maxAttempts: 1,
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined ? {} : { endpoint })
  })
  clients.set(region, client)
  return client
}
