import { assert, describe, it } from "@effect/vitest"
import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { BuyerMetering, BuyerReport, CustomerResolution, UsageRegistration } from "@tallyhour/core"
import { at, exampleProduct } from "@tallyhour/core/testing"
import { Cause, Effect, Redacted } from "effect"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { instead, openGate, otherwise, refuse, send, type Trick } from "../test/Gate.ts"
import { awsBuyerMetering } from "./AwsBuyerMetering.ts"
import { awsCustomerResolution } from "./AwsCustomerResolution.ts"

const credentials = canaryCredentials

const hostile: ReadonlyArray<[string, Trick]> = [
  ["a page", instead({ body: "<html>proxy</html>", headers: { "content-type": "text/html" }, status: 200 })],
  [
    "a page under 502",
    instead({ body: "<html>proxy</html>", headers: { "content-type": "text/html" }, status: 502 })
  ],
  ["nothing", instead({ body: "", status: 200 })],
  ["an empty object", instead({ body: "{}", status: 200 })],
  ["a list", instead({ body: "[1]", status: 200 })],
  ["null", instead({ body: "null", status: 200 })],
  ["other kinds than AWS's", instead({ body: otherKinds(), status: 200 })],
  [
    "half an answer",
    (response, honest) =>
      honest().then(({ body }) => send(response, { status: 200, body: body.slice(0, 30) }))
  ],
  ["five megabytes", instead({ body: `{"x":"${"x".repeat(5_000_000)}"}`, status: 200 })],
  ["a cut connection", (response) => void response.destroy()],
  ["ThrottlingException", refuse("ThrottlingException")],
  ["InternalServiceErrorException", refuse("InternalServiceErrorException", 500)],
  ["AccessDeniedException", refuse("AccessDeniedException")],
  ["a name never seen", refuse("BrandNewException")]
]

describe("who stands behind a token, through the AWS SDK", () => {
  it.effect.each([...hostile])(
    "F48: is a typed error without the token when AWS answers with %s, and the next call works",
    ([, trick]) =>
      Effect.gen(function* () {
        const { gate, token } = yield* aGate
        gate.tricks.push(trick)
        const resolve = Effect.flatMap(CustomerResolution, (customers) =>
          customers.resolve(Redacted.make(token))
        )

        const [refusal, customer] = yield* Effect.all([Effect.exit(resolve), resolve]).pipe(
          Effect.provide(awsCustomerResolution({ credentials, endpoint: gate.url, region: "us-east-1" }))
        )

        assert.strictEqual(refusal._tag === "Failure" && Cause.hasDies(refusal.cause), false)
        assert.strictEqual(refusal._tag, "Failure")
        assert.notInclude(JSON.stringify(refusal) + String(refusal), token)
        assert.strictEqual(customer.productCode, exampleProduct)
      })
  )

  it.effect.each(["ExpiredTokenException", "InvalidTokenException"])(
    "F35: %s speaks of the buyer's token, and of no credentials of ours",
    (name) =>
      Effect.gen(function* () {
        const { gate, token } = yield* aGate
        gate.tricks.push(refuse(name))

        const error = yield* Effect.flip(
          Effect.flatMap(CustomerResolution, (customers) => customers.resolve(Redacted.make(token)))
        ).pipe(
          Effect.provide(awsCustomerResolution({ credentials, endpoint: gate.url, region: "us-east-1" }))
        )

        assert.strictEqual(error.reason._tag, "RequestRefused")
        assert.include(error.remedy.cause, "registration token")
      })
  )
})

describe("a container, through the AWS SDK", () => {
  it.effect.each([...hostile])(
    "F19: a report that is answered by %s is a typed error, and no defect",
    ([, trick]) =>
      Effect.gen(function* () {
        const { gate } = yield* aGate
        gate.tricks.push(trick)

        const refusal = yield* Effect.exit(
          Effect.flatMap(BuyerMetering, ({ meterUsage }) => meterUsage(report))
        ).pipe(Effect.provide(buyerOf(gate.url)))

        assert.strictEqual(refusal._tag, "Failure")
        assert.isFalse(refusal._tag === "Failure" && Cause.hasDies(refusal.cause))
      })
  )

  it.effect.each([
    ...hostile,
    ["a rotation at no time", rotating("yesterday")],
    ["a rotation of another kind", rotating({})]
  ] as ReadonlyArray<[string, Trick]>)(
    "F19: a registration that is answered by %s is a typed error, and no defect",
    ([, trick]) =>
      Effect.gen(function* () {
        const { gate } = yield* aGate
        gate.tricks.push(trick)

        const refusal = yield* Effect.exit(
          Effect.flatMap(BuyerMetering, ({ registerUsage }) => registerUsage(registration))
        ).pipe(Effect.provide(buyerOf(gate.url)))

        assert.strictEqual(refusal._tag, "Failure")
        assert.isFalse(refusal._tag === "Failure" && Cause.hasDies(refusal.cause))
      })
  )
})

const report = BuyerReport.make({
  allocations: [],
  clientToken: "one",
  dimension: "requests",
  productCode: "container",
  quantity: 3,
  timestamp: at("2026-03-10T11:00:00Z")
})

const registration = UsageRegistration.make({ nonce: "nonce", productCode: "container", publicKeyVersion: 1 })

const buyerOf = (endpoint: string) =>
  awsBuyerMetering({ credentials, endpoint, region: () => Promise.resolve("us-east-1") })

function otherKinds(): string {
  return JSON.stringify({
    CustomerAWSAccountId: 7,
    CustomerIdentifier: {},
    LicenseArn: [null],
    MeteringRecordId: { id: 1 },
    ProductCode: 8,
    PublicKeyRotationTimestamp: {},
    Signature: 9
  })
}

function rotating(PublicKeyRotationTimestamp: unknown): Trick {
  return otherwise((answer) => ({ ...answer, PublicKeyRotationTimestamp }))
}

/** A gate in front of an emulator that sells software as a service and containers, and a buyer's token. */
const aGate = Effect.gen(function* () {
  const emulator = makeMarketplaceEmulator()
  emulator.setTime({ now: at("2026-03-10T12:20:00Z").epochMilliseconds / 1000, frozen: true })
  const buyer = { account_id: "111111111111", product_code: exampleProduct }
  emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
  emulator.control("seed_product", { code: "container", dimensions: ["requests"], kind: "container" })
  emulator.control("entitle_caller", { entitled: true, product_code: "container" })
  emulator.control("seed_customer", buyer)
  const { token } = Object(emulator.control("issue_token", buyer).body) as { readonly token: string }
  const { close, url } = yield* Effect.promise(() => startEmulator({ emulator }))
  yield* Effect.addFinalizer(() => Effect.promise(close))
  const gate = yield* Effect.acquireRelease(
    Effect.promise(() => openGate(url)),
    ({ stop }) => Effect.promise(stop)
  )
  return { gate, token }
})
