import fc from "fast-check"
import { afterAll, assert, beforeAll, it } from "vitest"
import type { ServiceCall } from "../marketplace/answerCall.ts"
import { makeMarketplaceEmulator } from "../marketplace/MarketplaceEmulator.ts"
import type { JsonObject } from "../marketplace/ServiceAnswer.ts"
import { paperSigner } from "../marketplace/testing/aContainer.ts"
import { alice, aRecord, arrange, licenseOf, noon, seconds } from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

const noonSeconds = seconds(noon)
const clock = () => noonSeconds * 1_000

let server: EmulatorServer

beforeAll(async () => {
  server = await startEmulator({ clock, signer: paperSigner })
})

afterAll(() => server.close())

const record = fc.oneof(
  fc
    .record({
      Dimension: fc.constantFrom("users", "GB", "storage"),
      LicenseArn: fc.constantFrom(undefined, licenseOf(1), licenseOf(2)),
      Quantity: fc.constantFrom(0, 1, 2, -1, 1.5, "3", null),
      Timestamp: fc.integer({ min: -30, max: 1 }).map((hours) => noonSeconds + hours * 3_600)
    })
    .map(aRecord),
  fc.constant(aRecord()),
  fc.jsonValue()
)
const mostly = <A, B>(good: fc.Arbitrary<A>, bad: fc.Arbitrary<B>) =>
  fc.oneof({ arbitrary: good, weight: 19 }, { arbitrary: bad, weight: 1 })
const accessKeyId = fc.constantFrom("AKID", "POD", "RUNTIME")
const region = fc.constantFrom("us-east-1", "eu-west-1")
const ProductCode = mostly(fc.constant("pod"), fc.constantFrom("saas1", "other"))
const orAnything = <A>(arbitrary: fc.Arbitrary<A>) => mostly(arbitrary, fc.jsonValue())

const usage = fc.record({
  accessKeyId,
  body: orAnything(
    fc.record(
      {
        ClientToken: mostly(fc.constantFrom("a", "b", "c"), fc.constantFrom("", 1)),
        DryRun: mostly(fc.constant(false), fc.constantFrom(true, "no")),
        ProductCode,
        Timestamp: mostly(fc.integer({ min: -2, max: 0 }), fc.integer({ min: -7, max: 1 })).map(
          (hours) => noonSeconds + hours * 3_600
        ),
        UsageAllocations: fc.constantFrom(
          undefined,
          undefined,
          undefined,
          [],
          [{ AllocatedUsageQuantity: 1 }]
        ),
        UsageDimension: mostly(fc.constantFrom("users", "GB"), fc.constant("storage")),
        UsageQuantity: mostly(fc.constantFrom(0, 1), fc.constant(-1))
      },
      { requiredKeys: ["ProductCode", "Timestamp", "UsageDimension"] }
    )
  ),
  operation: fc.constant("MeterUsage"),
  region
})
const registration = fc.record({
  accessKeyId,
  body: orAnything(
    fc.record(
      {
        Nonce: fc.constantFrom("once", ""),
        ProductCode,
        PublicKeyVersion: mostly(fc.constantFrom(1, 1, 2), fc.constant(0))
      },
      { requiredKeys: ["ProductCode", "PublicKeyVersion"] }
    )
  ),
  operation: fc.constant("RegisterUsage"),
  region
})
const question = fc.record({
  accessKeyId,
  body: orAnything(
    fc.record(
      {
        Filter: fc.constantFrom(
          {},
          { DIMENSION: ["users"] },
          { CUSTOMER_AWS_ACCOUNT_ID: [alice, "1"] },
          { LICENSE_ARN: [licenseOf(2)] },
          { CUSTOMER_IDENTIFIER: ["alice-id"], DIMENSION: [] }
        ),
        MaxResults: mostly(fc.constantFrom(1, 2), fc.constant(26)),
        NextToken: fc.constantFrom(undefined, undefined, undefined, "MQ=="),
        ProductCode: mostly(fc.constant("saas1"), fc.constant("other"))
      },
      { requiredKeys: ["ProductCode"] }
    )
  ),
  operation: fc.constant("GetEntitlements"),
  region
})
const batch = fc.record({
  accessKeyId,
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
  region
})
const bodies: { readonly [name: string]: fc.Arbitrary<object> } = {
  cloudtrail: fc.constant({}),
  entitle_caller: fc.record({ product_code: fc.constant("pod"), entitled: fc.boolean() }),
  events: fc.constant({}),
  inject_fault: fc.record({
    operation: fc.constantFrom("BatchMeterUsage", "MeterUsage", "RegisterUsage", "GetEntitlements"),
    kind: fc.constantFrom("throttle", "internal_after", "unprocessed", "region", "platform")
  }),
  issue_token: fc.constant({ product_code: "saas1", account_id: alice }),
  ledger: fc.constant({}),
  public_key: fc.record({ version: fc.constantFrom(1, 2) }),
  rotate_key: fc.constant({}),
  seed_caller: fc.record({
    access_key_id: accessKeyId,
    platform: fc.constantFrom("ecs", "agentcore", "ec2", "none"),
    region
  }),
  seed_entitlement: fc.record({
    product_code: fc.constant("saas1"),
    account_id: fc.constant(alice),
    dimension: fc.constantFrom("users", "GB"),
    value: fc.constantFrom(1, 0.5, true, "gold", null)
  }),
  set_subscription: fc.record({
    product_code: fc.constant("saas1"),
    account_id: fc.constant(alice),
    state: fc.constantFrom("active", "cancelled")
  })
}
const arrangement = fc.oneof(
  ...Object.entries(bodies).map(([name, body]) =>
    fc.record({ body: orAnything(body), name: fc.constant(name) })
  )
)

const post = async (path: string, headers: Record<string, string>, body: unknown) => {
  const response = await fetch(server.url + path, { body: JSON.stringify(body), headers, method: "POST" })
  return { body: (await response.json()) as JsonObject, response }
}

const callOverHttp = async ({ accessKeyId: key, body: sent, operation, region: scope }: ServiceCall) => {
  const service = operation === "GetEntitlements" ? "AWSMPEntitlementService" : "AWSMPMeteringService"
  const { body, response } = await post(
    "/",
    {
      Authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260415/${scope}/aws-marketplace/aws4_request`,
      "X-Amz-Target": `${service}.${operation}`
    },
    sent
  )
  return { body, requestId: response.headers.get("x-amzn-requestid"), status: response.status }
}

it("the emulator in the process and the one over HTTP give the same answers to the same history", async () => {
  const seeds: ReadonlyArray<readonly [string, object]> = [
    ["reset", {}],
    ["seed_product", { code: "pod", dimensions: ["users", "GB"], kind: "container" }],
    ["entitle_caller", { product_code: "pod", entitled: true }],
    ["seed_caller", { access_key_id: "RUNTIME", platform: "agentcore" }],
    ["seed_product", { code: "saas1", dimensions: ["users", "GB"], kind: "saas" }],
    [
      "seed_customer",
      { product_code: "saas1", account_id: alice, customer_identifier: "alice-id", license_arn: licenseOf(1) }
    ],
    ["seed_entitlement", { product_code: "saas1", account_id: alice, dimension: "users", value: 7 }]
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(batch, usage, usage, registration, question, arrangement), { maxLength: 12 }),
      async (history) => {
        const local = makeMarketplaceEmulator({ clock, signer: paperSigner })
        for (const [name, body] of seeds) {
          for (const emulator of [local, server.emulator]) arrange(emulator, name, body)
        }

        for (const step of history) {
          if ("name" in step) {
            const { body, response } = await post(`/__control/${step.name}`, {}, step.body)
            const { body: expected, status } = local.control(step.name, step.body)
            assert.deepStrictEqual({ body, status: response.status }, { body: asJson(expected), status })
          } else {
            const answer = local.call(step)
            assert(answer._tag === "Answered")
            const expected = { body: asJson(answer.body), requestId: answer.requestId, status: answer.status }
            assert.deepStrictEqual(await callOverHttp(step), expected)
          }
        }
        assert.deepStrictEqual(server.emulator.accepted(), local.accepted())
      }
    ),
    { numRuns: 200 }
  )
})

const asJson = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value))
