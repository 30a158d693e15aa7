import {
  GetEntitlementsCommand,
  MarketplaceEntitlementServiceClient,
  paginateGetEntitlements
} from "@aws-sdk/client-marketplace-entitlement-service"
import { DateTime } from "effect"
import { afterEach, assert, beforeEach, it } from "vitest"
import { canaryCredentials } from "../../../../tooling/canaries/canaries.ts"
import {
  alice,
  aMarketplace,
  arrange,
  licenseOf,
  noon,
  seconds
} from "../marketplace/testing/aMarketplace.ts"
import { startEmulator } from "./startEmulator.ts"
import type { EmulatorServer } from "./startEmulator.ts"

let server: EmulatorServer
let client: MarketplaceEntitlementServiceClient

beforeEach(async () => {
  server = await startEmulator({ emulator: aMarketplace() })
  client = new MarketplaceEntitlementServiceClient({
    credentials: { ...canaryCredentials, accessKeyId: "AKID" },
    endpoint: server.url,
    region: "us-east-1"
  })
  for (const [dimension, value] of [
    ["users", 10],
    ["GB", 1.5],
    ["support", true],
    ["tier", "gold"]
  ]) {
    const buyer = { product_code: "saas1", account_id: alice, expires_at: seconds(noon) + 60 }
    arrange(server.emulator, "seed_entitlement", { ...buyer, dimension, value })
  }
})

afterEach(async () => {
  client.destroy()
  await server.close()
})

it("an AWS SDK gets the entitlements of a buyer", async () => {
  const output = await client.send(
    new GetEntitlementsCommand({
      ProductCode: "saas1",
      Filter: { CUSTOMER_AWS_ACCOUNT_ID: [alice], DIMENSION: ["users", "tier"] }
    })
  )

  const [users, tier] = output.Entitlements ?? []
  assert.deepStrictEqual(users, {
    ProductCode: "saas1",
    Dimension: "users",
    CustomerIdentifier: "alice-id",
    CustomerAWSAccountId: alice,
    Value: { IntegerValue: 10 },
    ExpirationDate: DateTime.toDateUtc(DateTime.makeUnsafe("2026-04-15T12:01:00Z")),
    LicenseArn: licenseOf(1)
  })
  assert.deepStrictEqual(tier?.Value, { StringValue: "gold" })
  assert.isString(output.$metadata.requestId)
})

it.each(["last-page", "empty-page"])(
  "an AWS SDK's paginator reads everything when the end is a %s",
  async (value) => {
    arrange(server.emulator, "set_choice", { name: "entitlements_end", value })
    const dimensions: Array<unknown> = []

    for await (const page of paginateGetEntitlements({ client, pageSize: 2 }, { ProductCode: "saas1" })) {
      dimensions.push(...(page.Entitlements ?? []).map((entitlement) => entitlement.Dimension))
    }

    assert.deepStrictEqual(dimensions, ["users", "GB", "support", "tier"])
  }
)

it("an AWS SDK names the error, and retries what can be retried", async () => {
  const wrong = await client
    .send(new GetEntitlementsCommand({ ProductCode: "unknown" }))
    .catch((error: Error) => error.name)
  arrange(server.emulator, "inject_fault", { operation: "GetEntitlements", kind: "internal" })
  const retried = await client.send(new GetEntitlementsCommand({ ProductCode: "saas1" }))

  assert.strictEqual(wrong, "InvalidParameterException")
  assert.strictEqual(retried.Entitlements?.length, 4)
})

it.each([
  "AWSMPMeteringService.GetEntitlements",
  "AWSMPEntitlementService.BatchMeterUsage",
  "AWSMPEntitlementService.Nothing",
  "AWSMPEntitlementService",
  "GetEntitlements"
])("rule 2: the target %s is an UnknownOperationException", async (target) => {
  const response = await fetch(server.url, {
    method: "POST",
    body: "{}",
    headers: {
      Authorization: "AWS4-HMAC-SHA256 Credential=AKID/20260415/us-east-1/aws-marketplace/aws4_request",
      "X-Amz-Target": target
    }
  })

  const body = (await response.json()) as { readonly __type: string }
  assert.deepStrictEqual([response.status, body.__type], [400, "UnknownOperationException"])
})
