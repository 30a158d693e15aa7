import fc from "fast-check"
import { afterAll, assert, beforeAll, it } from "vitest"
import type { JsonObject } from "../marketplace/ServiceAnswer.ts"
import {
  alice,
  aMarketplace,
  aRecord,
  arrange,
  licenseOf,
  seconds
} from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer

beforeAll(async () => {
  server = await startEmulator({ clock: () => seconds("2026-04-15T12:00:00Z") * 1_000 })
})

afterAll(() => server.close())

const record = fc.oneof(
  fc
    .record({
      Dimension: fc.constantFrom("users", "GB", "storage"),
      LicenseArn: fc.constantFrom(undefined, licenseOf(1), licenseOf(2)),
      Quantity: fc.constantFrom(0, 1, 2, -1, 1.5, "3", null),
      Timestamp: fc
        .integer({ min: -30, max: 1 })
        .map((hours) => seconds("2026-04-15T12:00:00Z") + hours * 3_600)
    })
    .map(aRecord),
  fc.constant(aRecord()),
  fc.jsonValue()
)
const batch = fc.record({
  body: fc.oneof(
    {
      arbitrary: fc.record({
        ProductCode: fc.constantFrom("saas1", "other"),
        UsageRecords: fc.array(record)
      }),
      weight: 9
    },
    { arbitrary: fc.jsonValue(), weight: 1 }
  ),
  operation: fc.constantFrom("BatchMeterUsage", "BatchMeterUsage", "ResolveCustomer", "MeterUsage"),
  region: fc.constantFrom("us-east-1", "eu-west-1")
})
const arrangement = fc.record({
  body: fc.oneof(
    fc.record({
      operation: fc.constant("BatchMeterUsage"),
      kind: fc.constantFrom("throttle", "internal_after", "unprocessed")
    }),
    fc.record({
      product_code: fc.constant("saas1"),
      account_id: fc.constant(alice),
      state: fc.constantFrom("active", "cancelled")
    }),
    fc.jsonValue()
  ),
  name: fc.constantFrom("inject_fault", "set_subscription", "events", "ledger", "cloudtrail", "issue_token")
})

const post = async (path: string, headers: Record<string, string>, body: unknown) => {
  const response = await fetch(server.url + path, { body: JSON.stringify(body), headers, method: "POST" })
  return { body: (await response.json()) as JsonObject, response }
}

const callOverHttp = async (operation: string, region: string, sent: unknown) => {
  const { body, response } = await post(
    "/",
    {
      Authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260415/${region}/aws-marketplace/aws4_request`,
      "X-Amz-Target": `AWSMPMeteringService.${operation}`
    },
    sent
  )
  return { body, requestId: response.headers.get("x-amzn-requestid"), status: response.status }
}

it("the emulator in the process and the one over HTTP give the same answers to the same history", async () => {
  const seeds: ReadonlyArray<readonly [string, object]> = [
    ["reset", {}],
    ["seed_product", { code: "saas1", dimensions: ["users", "GB"], kind: "saas" }],
    [
      "seed_customer",
      { product_code: "saas1", account_id: alice, customer_identifier: "alice-id", license_arn: licenseOf(1) }
    ]
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(batch, batch, arrangement), { maxLength: 12 }), async (history) => {
      const local = aMarketplace()
      for (const [name, body] of seeds) arrange(server.emulator, name, body)

      for (const step of history) {
        if ("name" in step) {
          const { body, response } = await post(`/__control/${step.name}`, {}, step.body)
          const { body: expected, status } = local.control(step.name, step.body)
          assert.deepStrictEqual({ body, status: response.status }, { body: asJson(expected), status })
        } else {
          const answer = local.call(step)
          assert(answer._tag === "Answered")
          const expected = { body: asJson(answer.body), requestId: answer.requestId, status: answer.status }
          assert.deepStrictEqual(await callOverHttp(step.operation, step.region, step.body), expected)
        }
      }
      assert.deepStrictEqual(server.emulator.accepted(), local.accepted())
    }),
    { numRuns: 50 }
  )
})

const asJson = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value))
