import { type UsageBatch, UsageTransport } from "@tallyhour/core"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, assert, describe, it } from "vitest"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { awsTransport } from "./AwsUsageTransport.ts"

const batch = (region: string): UsageBatch => ({ productCode: "product", records: [], region })

describe("the quota of AWS", () => {
  let isThrottling = true
  const server = createServer((request, response) => {
    request.resume()
    response
      .writeHead(isThrottling ? 400 : 200, { "content-type": "application/x-amz-json-1.1" })
      .end(isThrottling ? '{"__type":"ThrottlingException"}' : '{"Results":[],"UnprocessedRecords":[]}')
  })
  const listening = new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  afterAll(() => server.close())

  const within = async <A, E>(effect: Effect.Effect<A, E, UsageTransport>): Promise<A> => {
    await listening
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const credentials = canaryCredentials
    return Effect.runPromise(
      effect.pipe(Effect.provide(Layer.merge(awsTransport({ credentials, endpoint }), TestClock.layer())))
    )
  }

  it("is kept by even spaces, which throttling doubles and answers shrink, for each region by itself", async () => {
    const spaces = await within(
      Effect.gen(function* () {
        const transport = yield* UsageTransport
        const before = yield* spaceIn("us-east-1")
        isThrottling = true
        yield* Effect.ignore(transport.submit(batch("us-east-1")))
        const throttled = yield* spaceIn("us-east-1")
        const elsewhere = yield* spaceIn("eu-west-1")
        isThrottling = false
        for (let answer = 0; answer < 20; answer++) yield* transport.submit(batch("us-east-1"))
        return [before, throttled, elsewhere, yield* spaceIn("us-east-1")]
      })
    )

    assert.deepStrictEqual(spaces, [100, 200, 100, 100])
  })
})

/** How many milliseconds lie between two turns that are asked for at once. */
const spaceIn = Effect.fnUntraced(function* (region: string) {
  const transport = yield* UsageTransport
  yield* TestClock.adjust("1 minute")
  yield* transport.awaitQuota(region)
  const second = yield* Effect.forkChild(transport.awaitQuota(region))
  let waited = 0
  while (second.pollUnsafe() === undefined) {
    yield* TestClock.adjust("1 millis")
    waited += 1
  }
  yield* Fiber.join(second)
  return waited
})
