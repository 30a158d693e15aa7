import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { type TransportError, type UsageBatch, UsageTransport } from "@tallyhour/core"
import { exampleProduct } from "@tallyhour/core/testing"
import { DateTime, Duration, Effect, Option } from "effect"
import { assert, describe, it } from "vitest"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { sealedRecord } from "../test/sealedRecord.ts"
import type { AwsTransportOptions } from "./AwsTransportOptions.ts"
import { awsTransport } from "./AwsUsageTransport.ts"

const credentials = canaryCredentials

describe("awsTransport", () => {
  it("sends each batch to the region of its own, so that AWS's deduplication holds", async () => {
    const emulator = makeMarketplaceEmulator()
    emulator.setTime({ now: 1_773_145_800, frozen: true })
    emulator.control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
    emulator.control("seed_customer", {
      product_code: exampleProduct,
      account_id: "111111111111",
      customer_identifier: "X"
    })
    const server = await startEmulator({ emulator })

    for (const region of ["us-east-1", "eu-west-1"])
      await submit({ credentials, endpoint: server.url }, batchIn(region))

    await server.close()
    assert.deepStrictEqual(
      emulator.accepted().map(({ region }) => region),
      ["us-east-1", "eu-west-1"]
    )
  })

  it("hears from an answer what time it is at AWS, and does not ask once more", async () => {
    let requests = 0
    const inAnHour = DateTime.addDuration(await Effect.runPromise(DateTime.now), Duration.hours(1))
    const date = DateTime.toDateUtc(inAnHour).toUTCString()
    const answer = { body: "{}", headers: { date }, onRequest: () => (requests += 1), status: 500 }

    const skew = await withServer(answer, (endpoint) =>
      Effect.runPromise(
        Effect.flatMap(UsageTransport, (transport) =>
          Effect.andThen(Effect.ignore(transport.submit(batchIn("us-east-1"))), transport.clockSkew)
        ).pipe(Effect.provide(awsTransport({ credentials, endpoint })))
      )
    )

    assert.strictEqual(requests, 1)
    assert.closeTo(Duration.toMinutes(Option.getOrThrow(skew)), 60, 1)
  })

  it("makes one attempt a call, because the worker repeats with the deadline in view", async () => {
    let requests = 0
    const error = await againstServer({ onRequest: () => (requests += 1), status: 500, body: "{}" })

    assert.strictEqual(requests, 1)
    assert.strictEqual(error.reason._tag, "Unanswered")
  })

  it.each([
    ["an answer that is no JSON", { status: 200, body: "<html>proxy</html>" }, "Unanswered"],
    ["an answer cut short", { status: 200, body: '{"Results":[{"Status":"Succ' }, "Unanswered"],
    ["an error without a name", { status: 400, body: "{}" }, "Unanswered"],
    [
      "a name of the future",
      { status: 400, body: '{"__type":"SomethingNewException","message":"?"}' },
      "Unanswered"
    ],
    ["a service that is away", { status: 503, body: "<html>busy</html>" }, "Unanswered"],
    [
      "throttling",
      { status: 400, body: '{"__type":"ThrottlingException","message":"slow down"}' },
      "Throttled"
    ],
    [
      "no permission",
      { status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' },
      "AccessRefused"
    ],
    [
      "expired credentials",
      { status: 400, body: '{"__type":"ExpiredTokenException","message":"old"}' },
      "AccessRefused"
    ],
    [
      "a name with its shape's address",
      {
        status: 400,
        body: '{"__type":"com.amazonaws.marketplacemetering#InvalidUsageDimensionException","message":"x"}'
      },
      "RequestRefused"
    ]
  ] as const)("tells what %s means", async (_, answer, reason) => {
    const error = await againstServer(answer)

    assert.strictEqual(error.reason._tag, reason)
  })

  it("gives up an answer that never comes, and leaves open whether AWS has the records", async () => {
    const error = await againstServer({ status: 200, body: "{}", isSilent: true }, { requestTimeout: 50 })

    assert.strictEqual(error.reason._tag, "Unanswered")
    assert.isTrue(error.reason.mayBeAccepted)
  })

  it("does not know whether AWS has the records when nobody listens", async () => {
    const error = await refused({ credentials, endpoint: "http://127.0.0.1:1" })

    assert.strictEqual(error.reason._tag, "Unanswered")
  })

  it("says that credentials are missing instead of losing records", async () => {
    const missing = () =>
      Promise.reject(Object.assign(new Error("none found"), { name: "CredentialsProviderError" }))
    const error = await refused({ credentials: missing, endpoint: "http://127.0.0.1:1" })

    assert.strictEqual(error.reason._tag, "AccessRefused")
    assert.isFalse(error.reason.mayBeAccepted)
    assert.match(error.message, /aws-marketplace:BatchMeterUsage/)
  })

  it("lets no secret into an error", async () => {
    const error = await againstServer({
      status: 400,
      body: '{"__type":"InvalidSignatureException","message":"scope"}'
    })

    assert.notInclude(
      JSON.stringify(error) + error.message + String(error.stack),
      credentials.secretAccessKey
    )
  })
})

const batchIn = (region: string): UsageBatch => {
  const record = sealedRecord({ _tag: "Product", buyer: "111111111111" }, { region })
  return {
    region,
    productCode: exampleProduct,
    records: [{ attempts: 1, mayBeAccepted: false, record, sendBefore: record.deadline }]
  }
}

const submit = (options: AwsTransportOptions, batch: UsageBatch) =>
  Effect.runPromise(
    Effect.flatMap(UsageTransport, (transport) => transport.submit(batch)).pipe(
      Effect.provide(awsTransport(options))
    )
  )

const refused = (options: AwsTransportOptions): Promise<TransportError> =>
  Effect.runPromise(
    Effect.flip(Effect.flatMap(UsageTransport, (transport) => transport.submit(batchIn("us-east-1")))).pipe(
      Effect.provide(awsTransport(options))
    )
  )

const againstServer = (answer: Answer, options: AwsTransportOptions = {}): Promise<TransportError> =>
  withServer(answer, (endpoint) => refused({ credentials, endpoint, ...options }))

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  readonly isSilent?: boolean
  readonly onRequest?: () => void
}

const withServer = async <A>(answer: Answer, ask: (endpoint: string) => Promise<A>): Promise<A> => {
  const server = createServer((request, response) => {
    answer.onRequest?.()
    request.resume()
    const headers = { "content-type": "application/x-amz-json-1.1", ...answer.headers }
    if (answer.isSilent !== true) response.writeHead(answer.status, headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  try {
    const { port } = server.address() as AddressInfo
    return await ask(`http://127.0.0.1:${port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
