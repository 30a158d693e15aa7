import { BatchMeterUsageCommand, type MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import { outcomesOf, type TransportError, type UsageBatch, UsageTransport } from "@tallyhour/core"
import { Duration, Effect, Layer, Option } from "effect"
import {
  AwsTransportInvalid,
  type AwsTransportOptions,
  optionProblems,
  requestTimeoutDefault
} from "./AwsTransportOptions.ts"
import { makeRequestPace, type RequestPace } from "./RequestPace.ts"
import { makeServiceClock, type ServiceClock } from "./ServiceClock.ts"
import { bounded } from "./wire/bounded.ts"
import { classifyError } from "./wire/classifyError.ts"
import { fromResponse } from "./wire/fromResponse.ts"
import { AskedForDate, askForDate, hearDate } from "./wire/hearDate.ts"
import { meteringClient } from "./wire/meteringClient.ts"
import { toRequest } from "./wire/toRequest.ts"

/**
 * Sends batches through the AWS SDK, each to the region its agreements are metered in.
 *
 * - **Guarantees**: one attempt a call: the SDK's own retries are off, because the worker repeats what has no answer, later
 *   and with the deadline in view.
 * - **Errors**: throws `AwsTransportInvalid` at once, with every problem of the options.
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
        closeAll
      ),
      (regions) => {
        const clock = makeServiceClock()
        return {
          awaitQuota: (name) => Effect.suspend(() => regions.of(name).pace.turn),
          submit: (batch) => submit(batch, { clock, options, region: regions.of(batch.region) }),
          clockSkew: Effect.suspend(() => clockSkew({ client: regions.any().client, clock }))
        }
      }
    )
  )
}

/** A region with its client, and the rhythm of requests to it. */
interface Region {
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

const regionsFor = ({ requestsPerSecond = quota, ...options }: AwsTransportOptions): Regions => {
  const all = new Map<string, Region>()
  const made = (region: string): Region => ({
    client: meteringClient({ ...options, region }),
    pace: makeRequestPace(requestsPerSecond)
  })
  const of = (name: string) => {
    const region = all.get(name) ?? made(name)
    all.set(name, region)
    return region
  }
  return { all, any: () => [...all.values()][0] ?? of(firstRegion), of }
}

const closeAll = ({ all }: Regions) => Effect.sync(() => all.forEach(({ client }) => client.destroy()))

const submit = (
  { records }: UsageBatch,
  {
    clock,
    options: { requestTimeout = requestTimeoutDefault },
    region: { client, pace }
  }: { readonly clock: ServiceClock; readonly options: AwsTransportOptions; readonly region: Region }
) =>
  clock
    .listen((hear) => {
      const command = new BatchMeterUsageCommand(toRequest(records.map(({ record }) => record)))
      hearDate(command, hear)
      return Effect.tryPromise({
        try: (interrupted) => client.send(command, { abortSignal: bounded(interrupted, requestTimeout) }),
        catch: (thrown) => classifyError("BatchMeterUsage", thrown)
      })
    })
    .pipe(
      Effect.tap(() => pace.speedUp),
      Effect.tapError(({ reason }) => (reason._tag === "Throttled" ? pace.slowDown : Effect.void)),
      Effect.map((output) => outcomesOf(records, fromResponse(output)))
    )

/** How long AWS may take to tell its time, in milliseconds. */
const dateTimeout = 5_000

const clockSkew = Effect.fnUntraced(function* ({
  client,
  clock
}: {
  readonly client: MarketplaceMeteringClient
  readonly clock: ServiceClock
}): Effect.fn.Return<Option.Option<Duration.Duration>, TransportError> {
  const heard = yield* clock.heard
  if (Option.isSome(heard)) return heard
  yield* clock.listen((hear) => {
    const command = new BatchMeterUsageCommand({ UsageRecords: [] })
    askForDate(command, hear)
    return Effect.tryPromise({
      try: (interrupted) => client.send(command, { abortSignal: bounded(interrupted, dateTimeout) }),
      catch: (thrown) => thrown
    }).pipe(
      Effect.asVoid,
      Effect.catchIf(
        (thrown) => thrown instanceof AskedForDate,
        () => Effect.void
      ),
      Effect.mapError((thrown) => classifyError("BatchMeterUsage", thrown))
    )
  })
  return yield* clock.heard
})
