import { MarketplaceEntitlementServiceClient } from "@aws-sdk/client-marketplace-entitlement-service"
import { MarketplaceMeteringClient } from "@aws-sdk/client-marketplace-metering"
import { assert, describe, it } from "vitest"
import { clientConfig } from "./clientConfig.ts"

describe("clientConfig", () => {
  it.each([
    ["metering", MarketplaceMeteringClient],
    ["entitlements", MarketplaceEntitlementServiceClient]
  ])("sets a client of %s up for one attempt at the endpoints asked for", async (_, Client) => {
    const client = new Client({
      ...clientConfig({ useDualstackEndpoint: true, useFipsEndpoint: true }),
      region: "us-east-1"
    })

    const attempts = await client.config.maxAttempts()
    const endpoints = [await client.config.useFipsEndpoint(), await client.config.useDualstackEndpoint()]

    client.destroy()
    assert.deepStrictEqual([attempts, endpoints], [1, [true, true]])
  })

  it("leaves to the SDK's own chain whatever is absent", () => {
    assert.deepStrictEqual(clientConfig({}), { maxAttempts: 1 })
  })
})
