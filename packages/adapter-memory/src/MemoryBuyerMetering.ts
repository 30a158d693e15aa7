import {
  BuyerMetering,
  Instant,
  meterUsageRequest,
  type RegistrationAnswer,
  SignatureRefused,
  type TransportError,
  transportErrorFor
} from "@tallyhour/core"
import { DateTime, Duration, Effect, Layer, Redacted } from "effect"
import { constants, createPublicKey, verify } from "node:crypto"
import type { MarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import type { JsonObject, ServiceAnswer } from "./marketplace/ServiceAnswer.ts"

/** Who calls an emulator in the same process, and from where. */
export interface MemoryBuyerOptions {
  /** The key by which the emulator knows the instance, task, pod or runtime; a key of AWS's examples if absent. */
  readonly accessKeyId?: string
  /** Where the software runs; `us-east-1` if absent. */
  readonly region?: string
}

/**
 * Meters software of a buyer by an emulator in the same process, at the instant of the program's clock.
 *
 * **Example** (A report, and the same again)
 *
 *     import { BuyerReport, BuyerMetering } from "@tallyhour/core"
 *
 *     const emulator = makeMarketplaceEmulator()
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
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryBuyerMetering(emulator)))) // => true
 *     emulator.accepted().map(({ quantity }) => quantity) // => [3]
 */
export const memoryBuyerMetering = (
  emulator: MarketplaceEmulator,
  { accessKeyId, region = "us-east-1" }: MemoryBuyerOptions = {}
): Layer.Layer<BuyerMetering> => {
  const call = (operation: Operation, body: JsonObject) =>
    Effect.flatMap(DateTime.now, (now) =>
      read(
        operation,
        emulator.call({
          operation,
          region,
          body,
          now: DateTime.toEpochMillis(now),
          ...(accessKeyId === undefined ? {} : { accessKeyId })
        })
      )
    )
  return Layer.succeed(BuyerMetering, {
    meterUsage: (report) =>
      Effect.map(call("MeterUsage", { ...meterUsageRequest(report) }), (body) =>
        String(body["MeteringRecordId"])
      ),

    dryRun: (report) =>
      call("MeterUsage", { ...meterUsageRequest(report), DryRun: true }).pipe(
        Effect.asVoid,
        Effect.catchIf(isGoodDryRun, () => Effect.void)
      ),

    registerUsage: ({ nonce, productCode, publicKeyVersion }) =>
      Effect.map(
        call("RegisterUsage", {
          ProductCode: productCode,
          PublicKeyVersion: publicKeyVersion,
          Nonce: nonce
        }),
        registered
      ),

    claimsOf: (signature, publicKey) =>
      Effect.try({
        try: () => claimsIn(Redacted.value(signature), publicKey),
        // Whatever the library says may quote what it was given.
        catch: () => new SignatureRefused({ problem: "it is not signed by AWS's key" })
      }),

    // The emulator acts at the instant of the program, so there is one clock only.
    clockSkew: Effect.succeedSome(Duration.zero)
  })
}

type Operation = "MeterUsage" | "RegisterUsage"

const read = (operation: Operation, answer: ServiceAnswer): Effect.Effect<JsonObject, TransportError> =>
  answer._tag === "Answered" && answer.errorType === undefined
    ? Effect.succeed(answer.body)
    : Effect.fail(
        transportErrorFor({
          operation,
          name: answer._tag === "Answered" ? answer.errorType : undefined,
          status: answer._tag === "Answered" || answer._tag === "Html" ? answer.status : undefined,
          detail: answer._tag === "Answered" ? textOf(answer.body["message"]) : answer._tag
        })
      )

// AWS's text says that a dry run answers with an error where all is well.
const isGoodDryRun = ({ reason }: TransportError): boolean =>
  "code" in reason && reason.code === "DryRunOperation"

const registered = (body: JsonObject): RegistrationAnswer => {
  const expiredAt = body["PublicKeyRotationTimestamp"]
  return {
    signature: Redacted.make(String(body["Signature"])),
    ...(typeof expiredAt === "number" ? { keyExpiredAt: Instant.fromEpochSeconds(expiredAt) } : {})
  }
}

const claimsIn = (token: string, publicKey: string): Readonly<Record<string, unknown>> => {
  const [header = "", claims = "", bytes = ""] = token.split(".")
  const key = {
    key: createPublicKey(publicKey),
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32
  }
  const isSigned = verify("sha256", Buffer.from(`${header}.${claims}`), key, Buffer.from(bytes, "base64url"))
  if (!isSigned || objectIn(header)["alg"] !== "PS256") throw new TypeError("not signed with PS256")
  return objectIn(claims)
}

const objectIn = (part: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString())
  return typeof value === "object" && value !== null ? { ...value } : {}
}

const textOf = (message: unknown): string => (typeof message === "string" ? message : "")
