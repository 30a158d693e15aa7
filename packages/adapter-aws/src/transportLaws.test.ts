import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { testMarketplace } from "@tallyhour/adapter-memory/testing"
import {
  at,
  customerResolutionLaws,
  entitlementsLaws,
  TestMarketplace,
  usageTransportLaws
} from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { awsCustomerResolution } from "./AwsCustomerResolution.ts"
import { awsEntitlements } from "./AwsEntitlements.ts"
import { awsTransport } from "./AwsUsageTransport.ts"

const now = at("2026-03-10T12:30:00Z")
const emulator = makeMarketplaceEmulator()
const credentials = canaryCredentials

const served = Layer.unwrap(
  Effect.acquireRelease(
    Effect.promise(() => startEmulator({ emulator })),
    (server) => Effect.promise(() => server.close())
  ).pipe(
    Effect.map(({ url: endpoint }) =>
      Layer.mergeAll(
        awsTransport({ credentials, endpoint, requestsPerSecond: Number.POSITIVE_INFINITY }),
        awsCustomerResolution({ credentials, endpoint, region: "us-east-1" }),
        awsEntitlements({ credentials, endpoint })
      )
    )
  )
)

const arranged = Layer.mergeAll(
  served,
  Layer.succeed(TestMarketplace, testMarketplace(emulator, now)),
  Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(DateTime.toEpochMillis(now))), TestClock.layer())
)

checkLaws("AWS SDK over HTTP: UsageTransport", usageTransportLaws, arranged)
checkLaws("AWS SDK over HTTP: CustomerResolution", customerResolutionLaws, arranged)
checkLaws("AWS SDK over HTTP: Entitlements", entitlementsLaws, arranged)
