import { afterEach, assert, it } from "vitest"
import { aMarketplace, aRecord, arrange } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer

afterEach(() => server.close())

const start = async (kind: string, more: object = {}) => {
  server = await startEmulator({ emulator: aMarketplace() })
  arrange(server.emulator, "inject_fault", { operation: "BatchMeterUsage", kind, ...more })
}

const meterOnce = () =>
  fetch(server.url, {
    method: "POST",
    body: JSON.stringify({ ProductCode: "saas1", UsageRecords: [aRecord()] }),
    headers: {
      Authorization: "AWS4-HMAC-SHA256 Credential=AKID/20260415/us-east-1/aws-marketplace/aws4_request",
      "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage"
    }
  })

it.each([
  ["drop_before", 0],
  ["drop_after", 1]
])("rule 8: %s cuts the connection, with %d records accepted", async (kind, records) => {
  await start(kind)

  const outcome = await meterOnce().then(
    () => "answered",
    () => "cut"
  )

  assert.strictEqual(outcome, "cut")
  assert.strictEqual(server.emulator.accepted().length, records)
  assert.strictEqual((await meterOnce()).status, 200)
})

it("rule 8: html answers 503 with a page and does nothing", async () => {
  await start("html")

  const response = await meterOnce()

  assert.deepStrictEqual([response.status, response.headers.get("content-type")], [503, "text/html"])
  assert.match(await response.text(), /^<html>/)
  assert.deepStrictEqual(server.emulator.accepted(), [])
})

it("rule 8: latency holds the answer back", async () => {
  await start("latency", { ms: 30 })

  const started = performance.now()
  const response = await meterOnce()

  assert.strictEqual(response.status, 200)
  assert.isAtLeast(performance.now() - started, 29)
})

it("closing does not wait for an answer that is held back", async () => {
  await start("latency", { ms: 60_000 })
  const cut = meterOnce().catch(() => "cut")
  while ((arrange(server.emulator, "cloudtrail", {})["Records"] as ReadonlyArray<unknown>).length === 0) {
    await new Promise((resolve) => setImmediate(resolve))
  }

  const started = performance.now()
  await server.close()

  assert.isBelow(performance.now() - started, 1_000)
  assert.strictEqual(await cut, "cut")
})

it("closing is prompt although a connection is kept alive", async () => {
  await start("latency", { ms: 0 })
  await (await meterOnce()).text()

  const started = performance.now()
  await server.close()

  assert.isBelow(performance.now() - started, 1_000)
})
