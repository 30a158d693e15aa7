import {
  BuyerMetering,
  BuyerReport,
  CustomerResolution,
  FrontDoorErrors,
  type TransportError,
  UsageRegistration
} from "@tallyhour/core"
import { DateTime, Effect, Redacted } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it, vi } from "vitest"
import { canaryCredentials as credentials } from "../../../tooling/canaries/canaries.ts"
import { awsBuyerMetering } from "./AwsBuyerMetering.ts"
import { awsCustomerResolution } from "./AwsCustomerResolution.ts"
import type { QueueError } from "./lifecycle/QueueError.ts"
import { openQueue } from "./lifecycle/SqsQueue.ts"

let requests = 0
const aws = createServer((_, response) => {
  requests += 1
  response.end("{}")
})
const endpoint = () => `http://127.0.0.1:${(aws.address() as AddressInfo).port}`

beforeAll(() => new Promise<void>((resolve) => aws.listen(0, "127.0.0.1", resolve)))
afterAll(() => {
  aws.closeAllConnections()
  aws.close()
})
beforeEach(() => {
  vi.stubEnv("AWS_REGION", undefined)
  vi.stubEnv("AWS_DEFAULT_REGION", undefined)
  vi.stubEnv("AWS_CONFIG_FILE", "no-such-file")
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "no-such-file")
})
afterEach(() => {
  vi.unstubAllEnvs()
})

const report = BuyerReport.make({
  productCode: "pod",
  dimension: "pages",
  timestamp: DateTime.makeUnsafe("2026-03-10T11:00:00Z"),
  quantity: 3,
  allocations: [],
  clientToken: "one"
})
const registration = UsageRegistration.make({ productCode: "pod", publicKeyVersion: 1, nonce: "nonce" })

const buyer = <A, E>(ask: (metering: BuyerMetering["Service"]) => Effect.Effect<A, E>) =>
  Effect.flip(Effect.flatMap(BuyerMetering, ask)).pipe(
    Effect.provide(awsBuyerMetering({ credentials, endpoint: endpoint() }))
  )

/** What is called, and how it is refused. */
const calls: ReadonlyArray<readonly [string, () => Effect.Effect<TransportError | QueueError, unknown>]> = [
  [
    "ResolveCustomer",
    () =>
      Effect.flip(Effect.flatMap(CustomerResolution, ({ resolve }) => resolve(Redacted.make("token")))).pipe(
        Effect.provide(awsCustomerResolution({ credentials, endpoint: endpoint() }))
      )
  ],
  ["MeterUsage", () => buyer(({ meterUsage }) => meterUsage(report))],
  ["RegisterUsage", () => buyer(({ registerUsage }) => registerUsage(registration))],
  [
    "ReceiveMessage",
    () =>
      Effect.flatMap(
        openQueue({ credentials, queueUrl: `${endpoint()}/123456789012/agreements` }),
        ({ receive }) => Effect.flip(receive)
      ).pipe(Effect.scoped)
  ]
]

describe("where neither the options nor the environment name a region", () => {
  it.each(calls)("%s sends nothing, and says what to set", async (_, refused) => {
    const error = await Effect.runPromise(refused())

    assert.deepStrictEqual(error.remedy, FrontDoorErrors.RegionMissing)
    assert.match(error.message, /names no region.*AWS_REGION/)
    assert.strictEqual(requests, 0)
  })
})
