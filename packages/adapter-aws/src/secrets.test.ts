import {
  BuyerMetering,
  BuyerReport,
  CustomerResolution,
  Entitlements,
  type TransportError,
  UsageRegistration,
  UsageTransport
} from "@tallyhour/core"
import { exampleProduct } from "@tallyhour/core/testing"
import { Cause, DateTime, Effect, type Layer, Redacted } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { inspect } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { canaries, canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../tooling/canaries/secretsIn.ts"
import { sealedRecord } from "../test/sealedRecord.ts"
import { awsBuyerMetering } from "./AwsBuyerMetering.ts"
import { awsCustomerResolution } from "./AwsCustomerResolution.ts"
import { awsEntitlements } from "./AwsEntitlements.ts"
import { awsTransport } from "./AwsUsageTransport.ts"
import { agreementWebhook } from "./lifecycle/agreementWebhook.ts"
import { verifyNotification } from "./lifecycle/verifyNotification.ts"

// AWS repeats the canonical request in what it says of a signature that does not fit, and values that it finds wrong;
// a proxy may show all it was sent.
const echoes: ReadonlyArray<readonly [string, (sent: Sent) => string]> = [
  [
    "the value it was sent",
    ({ body }) => `1 validation error detected: Value '${body.slice(-200)}' is wrong`
  ],
  [
    "the canonical request",
    ({ headers }) =>
      ["The Canonical String should have been 'POST", "/", ""]
        .concat(["host", "x-amz-security-token"].map((name) => `${name}:${String(headers[name])}`))
        .join("\n")
  ],
  ["the headers as JSON", ({ headers: { "x-amz-security-token": token } }) => inJson(token)],
  ["how it was signed", ({ headers }) => `it was ${String(headers["authorization"]).slice(-90)}`]
]

const inJson = (token: unknown): string => JSON.stringify({ "x-amz-security-token": token }, undefined, 2)

interface Sent {
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

let echo = ({ body }: Sent): string => body
const server = createServer(async (incoming, outgoing) => {
  const message = echo({ body: await text(incoming), headers: incoming.headers })
  outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.1" })
  outgoing.end(JSON.stringify({ __type: "ValidationException", message }))
})
let endpoint: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

describe.each(echoes)("an endpoint that repeats %s", (_, repeat) => {
  it.each(Object.keys(calls))("learns %s nothing that its error would tell", async (operation) => {
    echo = repeat

    const error = await calls[operation]!(endpoint)

    assert.strictEqual(error._tag, "TransportError")
    assert.deepStrictEqual(secretsIn(everythingOf(error)), [])
    assert.match(error.message, /Details: .*(?:…|is wrong)/s, "what is no secret is told")
  })
})

describe("options that are wrong", () => {
  const address = `http://user:${canaries.databasePassword}@metering.example`

  it.each<readonly [string, () => unknown]>([
    ["a transport", () => awsTransport({ credentials: { ...canaryCredentials, accessKeyId: "" } })],
    ["the address of a transport", () => awsTransport({ endpoint: address })],
    ["the address of a resolution", () => awsCustomerResolution({ endpoint: address })],
    ["the address of a container", () => awsBuyerMetering({ endpoint: address })],
    ["an unknown option", () => awsTransport(Object({ secretAccessKey: canaries.secretAccessKey }))],
    [
      "a webhook",
      () =>
        agreementWebhook({
          eventBridge: { header: "a header", secrets: [canaries.webhookSecret, "short"] },
          follow: async () => undefined
        })
    ]
  ])("are refused without a secret, as of %s", (_, set) => {
    const error = thrownBy(set)

    assert.match(error._tag, /Invalid$/)
    assert.deepStrictEqual(secretsIn(everythingOf(error)), [])
  })
})

it("an SNS message that is not believed is told of without its token and signature", async () => {
  const verify = verifyNotification({ topicArns: ["arn:aws:sns:us-east-1:111111111111:listing"] })
  const message = {
    Message: `{"token":"${canaries.notificationToken}"}`,
    MessageId: "m-1",
    Signature: canaries.signature,
    SignatureVersion: "9",
    SigningCertURL: `https://sns.us-east-1.amazonaws.com/${canaries.signature}.pem`,
    Timestamp: "2026-03-10T12:00:00.000Z",
    Token: canaries.notificationToken,
    TopicArn: "arn:aws:sns:us-east-1:111111111111:listing",
    Type: "SubscriptionConfirmation"
  }
  const changes = [
    {},
    { SignatureVersion: "1" },
    { SigningCertURL: `https://${canaries.signature}.example/a.pem` }
  ]

  const errors = await Promise.all(
    changes.map((changed) =>
      Effect.runPromise(
        Effect.flip(verify({ ...message, ...changed }, DateTime.makeUnsafe("2026-03-10T12:30:00Z")))
      )
    )
  )

  for (const error of errors) assert.deepStrictEqual(secretsIn(everythingOf(error)), [])
})

const calls: Readonly<Record<string, (endpoint: string) => Promise<TransportError>>> = {
  BatchMeterUsage: (to) =>
    failing(
      Effect.flatMap(UsageTransport, ({ submit }) => submit(batch)),
      awsTransport({ credentials: canaryCredentials, endpoint: to })
    ),
  GetEntitlements: (to) =>
    failing(
      Effect.flatMap(Entitlements, ({ entitlementsOf }) =>
        entitlementsOf({ agreement: { _tag: "Product", buyer: "111111111111" }, productCode: "pod" })
      ),
      awsEntitlements({ credentials: canaryCredentials, endpoint: to })
    ),
  MeterUsage: (to) =>
    failing(
      Effect.flatMap(BuyerMetering, ({ meterUsage }) => meterUsage(report)),
      awsBuyerMetering({ credentials: canaryCredentials, endpoint: to, region: async () => "us-east-1" })
    ),
  RegisterUsage: (to) =>
    failing(
      Effect.flatMap(BuyerMetering, ({ registerUsage }) => registerUsage(registration)),
      awsBuyerMetering({ credentials: canaryCredentials, endpoint: to, region: async () => "us-east-1" })
    ),
  ResolveCustomer: (to) =>
    failing(
      Effect.flatMap(CustomerResolution, ({ resolve }) => resolve(Redacted.make(canaries.registrationToken))),
      awsCustomerResolution({ credentials: canaryCredentials, endpoint: to, region: "us-east-1" })
    )
}

const failing = <A, R>(
  call: Effect.Effect<A, TransportError, R>,
  layer: Layer.Layer<R>
): Promise<TransportError> => Effect.runPromise(Effect.flip(call).pipe(Effect.provide(layer)))

const record = sealedRecord({ _tag: "Product", buyer: "111111111111" }, {})
const batch = {
  productCode: exampleProduct,
  records: [{ attempts: 1, mayBeAccepted: false, record, sendBefore: record.deadline }],
  region: "us-east-1"
}
const report = BuyerReport.make({
  allocations: [],
  clientToken: canaries.clientToken,
  dimension: "pages",
  productCode: "pod",
  quantity: 3,
  timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z")
})
const registration = UsageRegistration.make({
  nonce: canaries.clientToken,
  productCode: "pod",
  publicKeyVersion: 1
})

const thrownBy = (act: () => unknown): Error & { readonly _tag: string } => {
  try {
    act()
  } catch (error) {
    return error as Error & { readonly _tag: string }
  }
  return assert.fail("nothing was thrown")
}

/** All that a log, a report or a debugger would show of an error. */
const everythingOf = (error: Error): string =>
  [
    error.message,
    String(error.stack),
    JSON.stringify(error),
    inspect(error, { depth: Infinity, showHidden: true }),
    Cause.pretty(Cause.fail(error))
  ].join("\n")
