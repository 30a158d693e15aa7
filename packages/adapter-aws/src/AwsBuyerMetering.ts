import {
  type MarketplaceMeteringClient,
  MeterUsageCommand,
  type MeterUsageCommandInput,
  RegisterUsageCommand,
  type RegisterUsageCommandOutput
} from "@aws-sdk/client-marketplace-metering"
import {
  BuyerMetering,
  type BuyerReport,
  meterUsageRequest,
  type RegistrationAnswer,
  type TransportError,
  transportErrorFor
} from "@tallyhour/core"
import { DateTime, Effect, Layer, Redacted } from "effect"
import type { AwsClientOptions } from "./AwsClientOptions.ts"
import { AwsTransportInvalid, rateProblem, requestTimeoutDefault } from "./AwsTransportOptions.ts"
import { clientNames, clientProblems, injectedProblem, unknownOptions } from "./clientProblems.ts"
import { clockSkewOf } from "./clockSkewOf.ts"
import { makeClient } from "./makeClient.ts"
import { makeRequestPace, type RequestPace } from "./RequestPace.ts"
import { makeServiceClock, type ServiceClock } from "./ServiceClock.ts"
import { classifyError } from "./wire/classifyError.ts"
import { sendOnce } from "./wire/sendOnce.ts"
import { signatureClaims } from "./wire/signatureClaims.ts"

/** How the AWS SDK is set up in the buyer's account. Whatever is absent follows the SDK's own chain. */
export interface AwsBuyerOptions extends AwsClientOptions {
  /** A client of the caller's own, which is never destroyed. One attempt of it reaches the wire, whatever its `maxAttempts`. */
  readonly client?: MarketplaceMeteringClient
  /** Requests a second of each operation; AWS's quotas of the buyer's account if absent: 10 reports, 5 registrations. */
  readonly requestsPerSecond?: number
  /**
   * Finds the region in which the software runs, where the environment does not say: in a machine image, from the
   * metadata of the instance. ECS, Fargate and EKS set `AWS_REGION` by themselves. It must be found, never be fixed: AWS
   * refuses calls to any other region than the software's own.
   */
  readonly region?: () => Promise<string>
}

/**
 * Meters software in its buyer's account through the AWS SDK: MeterUsage and RegisterUsage.
 *
 * Credentials and region are those of the instance, task or pod.
 *
 * - **Guarantees**: one attempt a call; whoever repeats a report does so with the token of the report.
 * - **Errors**: throws `AwsTransportInvalid` at once, with every problem of the options.
 *
 * **Example** (Against the emulator; without options it calls AWS)
 *
 *     import { startEmulator } from "@tallyhour/adapter-memory"
 *     import { BuyerMetering, BuyerReport } from "@tallyhour/core"
 *
 *     const { close, emulator, url } = await startEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "container" })
 *     emulator.control("entitle_caller", { product_code: "4ml54db8vrmju", entitled: true })
 *     const program = Effect.gen(function* () {
 *       const metering = yield* BuyerMetering
 *       const report = BuyerReport.make({
 *         productCode: "4ml54db8vrmju",
 *         dimension: "pages",
 *         timestamp: DateTime.subtract(yield* DateTime.now, { hours: 1 }),
 *         quantity: 3,
 *         allocations: [],
 *         clientToken: "one"
 *       })
 *       return (yield* metering.meterUsage(report)) === (yield* metering.meterUsage(report))
 *     })
 *     const here = awsBuyerMetering({
 *       endpoint: url,
 *       credentials: { accessKeyId: "test", secretAccessKey: "test" },
 *       region: async () => "eu-west-1"
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => true
 *     emulator.accepted().map(({ quantity, region }) => [quantity, region]) // => [[3, "eu-west-1"]]
 *     await close()
 */
export const awsBuyerMetering = (options: AwsBuyerOptions = {}): Layer.Layer<BuyerMetering> => {
  const problems = [
    ...unknownOptions(options, [...clientNames, "region", "requestsPerSecond"]),
    ...clientProblems(options),
    ...injectedProblem(options.client),
    ...regionProblem(options.region),
    ...rateProblem(options.requestsPerSecond)
  ]
  if (problems.length > 0) throw new AwsTransportInvalid({ problems })
  return Layer.effect(
    BuyerMetering,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => options.client ?? makeClient(options, options.region)),
        (client) => Effect.sync(() => (options.client === undefined ? client.destroy() : undefined))
      ),
      (client) => buyerMetering(client, options)
    )
  )
}

const regionProblem = (region: unknown): ReadonlyArray<string> =>
  region === undefined || typeof region === "function"
    ? []
    : ["region is no function that finds it; AWS takes calls in the software's own region only"]

/** AWS's quotas for the account of the buyer and a region, in requests a second. */
const quotas = { MeterUsage: 10, RegisterUsage: 5 }

const buyerMetering = (
  client: MarketplaceMeteringClient,
  { requestTimeout = requestTimeoutDefault, requestsPerSecond }: AwsBuyerOptions
): BuyerMetering["Service"] => {
  const paces = {
    MeterUsage: makeRequestPace(requestsPerSecond ?? quotas.MeterUsage),
    RegisterUsage: makeRequestPace(requestsPerSecond ?? quotas.RegisterUsage)
  }
  const clock = makeServiceClock()
  const meter = (input: MeterUsageCommandInput) =>
    paced({ clock, pace: paces.MeterUsage }, (hear) => {
      const command = new MeterUsageCommand(input)
      return sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
        errorOf: (thrown) => classifyError("MeterUsage", thrown, [input.ClientToken ?? ""]),
        hear,
        millis: requestTimeout
      })
    })
  return {
    meterUsage: (report) =>
      Effect.flatMap(meter(inSdkTypes(report)), ({ MeteringRecordId: id }) =>
        isText(id) ? Effect.succeed(id) : unproved("MeterUsage", "MeteringRecordId")
      ),
    dryRun: (report) =>
      meter({ ...inSdkTypes(report), DryRun: true }).pipe(
        Effect.asVoid,
        Effect.catchIf(isGoodDryRun, () => Effect.void)
      ),
    registerUsage: ({ nonce, productCode, publicKeyVersion }) =>
      paced({ clock, pace: paces.RegisterUsage }, (hear) => {
        const command = new RegisterUsageCommand({
          ProductCode: productCode,
          PublicKeyVersion: publicKeyVersion,
          Nonce: nonce
        })
        return sendOnce(command, (abortSignal) => client.send(command, { abortSignal }), {
          errorOf: (thrown) => classifyError("RegisterUsage", thrown, [nonce]),
          hear,
          millis: requestTimeout
        })
      }).pipe(Effect.flatMap(registered)),
    claimsOf: signatureClaims,
    clockSkew: clockSkewOf(client, { clock, errorOf: (thrown) => classifyError("MeterUsage", thrown) })
  }
}

type Operation = "MeterUsage" | "RegisterUsage"

const paced = <Output>(
  { clock, pace }: { readonly clock: ServiceClock; readonly pace: RequestPace },
  request: (hear: (date: string | undefined) => void) => Effect.Effect<Output, TransportError>
): Effect.Effect<Output, TransportError> =>
  Effect.andThen(pace.turn, clock.listen(request)).pipe(
    Effect.tap(() => pace.speedUp),
    Effect.tapError(({ reason }) => (reason._tag === "Throttled" ? pace.slowDown : Effect.void))
  )

// The SDK takes epoch seconds as they are, but its types and its documentation want a date; its lists may be written to.
const inSdkTypes = (report: BuyerReport): MeterUsageCommandInput => {
  const { UsageAllocations, ...request } = meterUsageRequest(report)
  return {
    ...request,
    Timestamp: DateTime.toDateUtc(report.timestamp),
    ...(UsageAllocations === undefined
      ? {}
      : {
          UsageAllocations: UsageAllocations.map(({ AllocatedUsageQuantity, Tags }) => ({
            AllocatedUsageQuantity,
            ...(Tags === undefined ? {} : { Tags: [...Tags] })
          }))
        })
  }
}

// AWS's text says that a dry run answers with an error where all is well.
const isGoodDryRun = ({ reason }: TransportError): boolean =>
  "code" in reason && reason.code === "DryRunOperation"

const registered = ({
  PublicKeyRotationTimestamp: expiredAt,
  Signature: signature
}: RegisterUsageCommandOutput): Effect.Effect<RegistrationAnswer, TransportError> =>
  isText(signature)
    ? Effect.succeed({
        signature: Redacted.make(signature),
        ...(expiredAt === undefined ? {} : { keyExpiredAt: DateTime.fromDateUnsafe(expiredAt) })
      })
    : unproved("RegisterUsage", "Signature")

// The SDK's types are AWS's promise; it looks at none of the values.
const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

// An answer without what it should bring proves nothing, whatever its status.
const unproved = (operation: Operation, member: string) =>
  Effect.fail(
    transportErrorFor({ operation, name: undefined, status: 200, detail: `the answer has no ${member}` })
  )
