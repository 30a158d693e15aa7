import { BatchMeterUsageCommand, type MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import { outcomesOf, type UsageBatch, UsageTransport } from "@tallyhour/core"
import { Effect, Layer } from "effect"
import {
  AwsTransportInvalid,
  type AwsTransportOptions,
  optionProblems,
  requestTimeoutDefault
} from "./AwsTransportOptions.ts"
import { clockSkewOf } from "./clockSkewOf.ts"
import { makeClient } from "./makeClient.ts"
import { makeRequestPace, type RequestPace } from "./RequestPace.ts"
import { makeServiceClock, type ServiceClock } from "./ServiceClock.ts"
import { classifyError } from "./wire/classifyError.ts"
import { fromResponse } from "./wire/fromResponse.ts"
import { sendOnce } from "./wire/sendOnce.ts"
import { toRequest } from "./wire/toRequest.ts"

/**
 * Sends batches through the AWS SDK, each to the region its agreements are metered in.
 *
 * - **Guarantees**: one attempt a call: the SDK's own retries are off, because the worker repeats what has no answer, later
 *   and with the deadline in view. Credentials that cannot be had are said as such, and the records wait.
 * - **Errors**: throws `AwsTransportInvalid` at once, with every problem of the options. A client for a region that calls
 *   another one sends nothing: the pass fails with `AwsTransportInvalid`.
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
export const awsTransport = (options: AwsTransportOptions = {}): Layer.Layer<UsageTransport> => {
  const problems = optionProblems(options)
  if (problems.length > 0) throw new AwsTransportInvalid({ problems })
  return Layer.effect(
    UsageTransport,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => regionsFor(options)),
        (regions) => closeAll(regions, options)
      ),
      (regions) => {
        const clock = makeServiceClock()
        return {
          awaitQuota: (name) => Effect.suspend(() => regions.of(name).pace.turn),
          submit: (batch) => submit(batch, { clock, options, region: regions.of(batch.region) }),
          clockSkew: Effect.suspend(() =>
            clockSkewOf(regions.any().client, {
              clock,
              errorOf: (thrown) => classifyError("BatchMeterUsage", thrown)
            })
          )
        }
      }
    )
  )
}

/** A region with its client, and the rhythm of requests to it. */
interface Region {
  readonly name: string
  readonly isOurs: boolean
  readonly client: MarketplaceMeteringClient
  readonly pace: RequestPace
}

interface Regions {
  readonly all: ReadonlyMap<string, Region>
  /** One that was in use before, where there is any. */
  readonly any: () => Region
  readonly of: (name: string) => Region
}

/** The region in which every product can be metered. */
const firstRegion = "us-east-1"

/** AWS's quota of BatchMeterUsage for an account and region, in requests a second. */
const quota = 10

const regionsFor = (options: AwsTransportOptions): Regions => {
  const all = new Map<string, Region>()
  const made = (name: string): Region => ({
    name,
    client: options.client?.(name) ?? makeClient(options, name),
    isOurs: options.client === undefined,
    pace: makeRequestPace(options.requestsPerSecond ?? quota)
  })
  const of = (name: string) => {
    const region = all.get(name) ?? made(name)
    all.set(name, region)
    return region
  }
  return { all, any: () => [...all.values()][0] ?? of(firstRegion), of }
}

// A client of the caller's own may be in use elsewhere.
const closeAll = ({ all }: Regions, options: AwsTransportOptions) =>
  Effect.sync(() => {
    if (options.client === undefined) all.forEach(({ client }) => client.destroy())
  })

const submit = (
  { records }: UsageBatch,
  {
    clock,
    options: { requestTimeout = requestTimeoutDefault },
    region
  }: { readonly clock: ServiceClock; readonly options: AwsTransportOptions; readonly region: Region }
) =>
  Effect.andThen(
    assertRegion(region),
    clock.listen((hear) => {
      const command = new BatchMeterUsageCommand(toRequest(records.map(({ record }) => record)))
      return sendOnce(command, (abortSignal) => region.client.send(command, { abortSignal }), {
        errorOf: (thrown) => classifyError("BatchMeterUsage", thrown),
        hear,
        millis: requestTimeout
      })
    })
  ).pipe(
    Effect.tap(() => region.pace.speedUp),
    Effect.tapError(({ reason }) => (reason._tag === "Throttled" ? region.pace.slowDown : Effect.void)),
    Effect.map((output) => outcomesOf(records, fromResponse(output)))
  )

// AWS deduplicates within a region, so the same record in another one is a second bill. Our own client has the region it was given.
const assertRegion = ({ client, isOurs, name }: Region) =>
  isOurs
    ? Effect.void
    : Effect.promise(async () => {
        const called = await client.config.region()
        if (called !== name)
          throw new AwsTransportInvalid({
            problems: [`client returned one for ${called} when it was asked for ${name}`]
          })
      })
