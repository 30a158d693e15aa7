import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import {
  BuyerMetering,
  BuyerReport,
  MeterUsageErrors,
  RegisterUsageErrors,
  type TransportError,
  UsageRegistration
} from "@tallyhour/core"
import { DateTime, Effect, Redacted } from "effect"
import { SignJWT } from "jose"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { canaries, canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { awsBuyerMetering, type AwsBuyerOptions } from "./AwsBuyerMetering.ts"
import { signatureClaims } from "./wire/signatureClaims.ts"

const now = "2026-03-10T12:30:00Z"
const emulator = makeMarketplaceEmulator({ clock: () => Date.parse(now) })
let server: Awaited<ReturnType<typeof startEmulator>>

beforeAll(async () => {
  server = await startEmulator({ emulator })
  arrange("seed_product", { code: "pod", dimensions: ["pages", "storage"], kind: "container" })
  arrange("entitle_caller", { product_code: "pod", entitled: true })
})
afterAll(() => server.close())

const arrange = (name: string, body: object) => assert.strictEqual(emulator.control(name, body).status, 200)

const within = <A, E>(
  effect: Effect.Effect<A, E, BuyerMetering>,
  options: AwsBuyerOptions = {}
): Promise<A> =>
  Effect.runPromise(
    effect.pipe(
      Effect.provide(
        awsBuyerMetering({
          endpoint: server.url,
          region: async () => "us-east-1",
          credentials: canaryCredentials,
          ...options
        })
      )
    )
  )

const report = (changes: Partial<BuyerReport> = {}) =>
  BuyerReport.make({
    productCode: "pod",
    dimension: "pages",
    timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z"),
    quantity: 3,
    allocations: [],
    clientToken: crypto.randomUUID(),
    ...changes
  })

const asked = (changes: Partial<UsageRegistration> = {}) =>
  UsageRegistration.make({ productCode: "pod", publicKeyVersion: 1, nonce: "the-nonce", ...changes })

const seen = ({ reason }: TransportError) => ({
  name: "code" in reason ? reason.code : undefined,
  nextStep: reason.remedy.nextStep
})

const metered = (sent: BuyerReport) => Effect.flatMap(BuyerMetering, (metering) => metering.meterUsage(sent))
const registered = (registration: UsageRegistration) =>
  Effect.flatMap(BuyerMetering, (metering) => metering.registerUsage(registration))

const tagged = (tag: string, quantity: number) =>
  report({ dimension: "storage", allocations: [{ tags: [["team", tag]], quantity }] })

const reports: Record<
  keyof typeof MeterUsageErrors,
  () => Effect.Effect<TransportError, unknown, BuyerMetering>
> = {
  CustomerNotEntitledException: () =>
    Effect.suspend(() => {
      arrange("seed_product", { code: "foreign", dimensions: ["pages"], kind: "container" })
      return Effect.flip(metered(report({ productCode: "foreign" })))
    }),
  // A dry run that finds nothing wrong is answered by an error that is none.
  DryRunOperation: () =>
    Effect.gen(function* () {
      arrange("set_choice", { name: "dry_run_success", value: "412 DryRunOperation" })
      const metering = yield* BuyerMetering
      yield* Effect.mapError(metering.dryRun(report()), String)
      return yield* Effect.fail("it is the good answer")
    }),
  DuplicateRequestException: () =>
    Effect.andThen(Effect.ignore(metered(report())), Effect.flip(metered(report({ quantity: 4 })))),
  IdempotencyConflictException: () =>
    Effect.andThen(
      Effect.ignore(metered(report({ clientToken: "once" }))),
      Effect.flip(metered(report({ clientToken: "once", quantity: 9 })))
    ),
  InternalServiceErrorException: () => faulty("MeterUsage", "internal", metered(report())),
  InvalidEndpointRegionException: () => faulty("MeterUsage", "region", metered(report())),
  InvalidProductCodeException: () => Effect.flip(metered(report({ productCode: "unknown" }))),
  InvalidTagException: () => Effect.flip(metered(tagged("Köln", 3))),
  InvalidUsageAllocationsException: () => Effect.flip(metered(tagged("red", 2))),
  InvalidUsageDimensionException: () => Effect.flip(metered(report({ dimension: "Pages" }))),
  ThrottlingException: () => faulty("MeterUsage", "throttle", metered(report())),
  TimestampOutOfBoundsException: () =>
    Effect.flip(metered(report({ timestamp: DateTime.makeUnsafe("2026-03-10T06:00:00Z") }))),
  UnauthorizedException: () =>
    Effect.gen(function* () {
      arrange("set_choice", { name: "dry_run_not_entitled", value: "UnauthorizedException" })
      arrange("seed_product", { code: "foreign", dimensions: ["pages"], kind: "container" })
      const metering = yield* BuyerMetering
      return yield* Effect.flip(metering.dryRun(report({ productCode: "foreign" })))
    })
}

const registrations: Record<
  keyof typeof RegisterUsageErrors,
  () => Effect.Effect<TransportError, unknown, BuyerMetering>
> = {
  CustomerNotEntitledException: () =>
    Effect.suspend(() => {
      arrange("seed_product", { code: "foreign", dimensions: ["pages"], kind: "container" })
      return Effect.flip(registered(asked({ productCode: "foreign" })))
    }),
  DisabledApiException: () => faulty("RegisterUsage", "disabled", registered(asked())),
  InternalServiceErrorException: () => faulty("RegisterUsage", "internal", registered(asked())),
  InvalidProductCodeException: () => Effect.flip(registered(asked({ productCode: "unknown" }))),
  InvalidPublicKeyVersionException: () => Effect.flip(registered(asked({ publicKeyVersion: 99 }))),
  InvalidRegionException: () => faulty("RegisterUsage", "region", registered(asked())),
  PlatformNotSupportedException: () => faulty("RegisterUsage", "platform", registered(asked())),
  ThrottlingException: () => faulty("RegisterUsage", "throttle", registered(asked()))
}

const faulty = <A>(
  operation: string,
  kind: string,
  effect: Effect.Effect<A, TransportError, BuyerMetering>
): Effect.Effect<TransportError, A, BuyerMetering> =>
  Effect.suspend(() => {
    arrange("inject_fault", { operation, kind })
    return Effect.flip(effect)
  })

describe("an exception that AWS models reaches its caller through the SDK with its remedy", () => {
  it.each(Object.entries(reports).filter(([name]) => name !== "DryRunOperation"))(
    "MeterUsage: %s",
    async (name, provoked) => {
      const error = await within(provoked())

      const { nextStep } = MeterUsageErrors[name as keyof typeof MeterUsageErrors]
      assert.deepStrictEqual(seen(error), { name, nextStep })
    }
  )

  it.each(Object.entries(registrations))("RegisterUsage: %s", async (name, provoked) => {
    const error = await within(provoked())

    const { nextStep } = RegisterUsageErrors[name as keyof typeof RegisterUsageErrors]
    assert.deepStrictEqual(seen(error), { name, nextStep })
  })

  it("MeterUsage: DryRunOperation is no error", async () => {
    const outcome = await within(Effect.flip(reports.DryRunOperation()))

    assert.strictEqual(outcome, "it is the good answer")
  })
})

describe("awsBuyerMetering", () => {
  it("takes no answer without an id or a signature for an acceptance, and repeats no secret", async () => {
    const answers = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk) => (body += chunk))
      request.on("end", () => {
        const isEmpty = body.includes("empty")
        response
          .writeHead(isEmpty ? 200 : 400, { "content-type": "application/x-amz-json-1.1" })
          .end(isEmpty ? "{}" : JSON.stringify({ __type: "ValidationException", message: `no: ${body}` }))
      })
    })
    await new Promise<void>((resolve) => answers.listen(0, "127.0.0.1", resolve))
    const endpoint = `http://127.0.0.1:${(answers.address() as AddressInfo).port}`

    const errors = await within(
      Effect.all([
        Effect.flip(metered(report({ productCode: "empty" }))),
        Effect.flip(registered(asked({ productCode: "empty" }))),
        Effect.flip(metered(report({ clientToken: canaries.clientToken }))),
        Effect.flip(registered(asked({ nonce: canaries.clientToken })))
      ]),
      { endpoint }
    )

    answers.close()
    assert.deepStrictEqual(
      errors.map(({ reason }) => reason._tag),
      ["Unanswered", "Unanswered", "RequestRefused", "RequestRefused"]
    )
    assert.deepStrictEqual(secretsIn(JSON.stringify(errors)), [])
  })

  it("says what to do where no region is found", async () => {
    const error = await within(Effect.flip(metered(report())), {
      region: () => Promise.reject(new Error("Region is missing"))
    })

    assert.include(error.message, "AWS_REGION")
    assert.strictEqual(error.reason._tag, "AccessRefused")
  })

  it("refuses wrong options at once, all of them", () => {
    const options = { region: "us-east-1", endpiont: "http://localhost" } as unknown as AwsBuyerOptions

    assert.throws(() => awsBuyerMetering(options), /endpiont.*region is no function/s)
  })
})

describe("a signature", () => {
  it("made with the public key as the secret of HS256 is refused", async () => {
    const pem = String(emulator.control("public_key", { version: 1 }).body["pem"])
    const forged = await new SignJWT({ productCode: "pod" })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(pem))

    const refusal = await Effect.runPromise(Effect.flip(signatureClaims(Redacted.make(forged), pem)))

    assert.strictEqual(refusal.problem, "it is not signed with PS256")
  })
})
