import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { testMarketplace } from "@tallyhour/adapter-memory/testing"
import { at, TestMarketplace, usageTransportLaws } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { awsTransport } from "./AwsUsageTransport.ts"

const now = at("2026-03-10T12:30:00Z")
const emulator = makeMarketplaceEmulator()

const served = Layer.unwrap(
  Effect.acquireRelease(
    Effect.promise(() => startEmulator({ emulator })),
    (server) => Effect.promise(() => server.close())
  ).pipe(
    Effect.map(({ url }) =>
      awsTransport({
        endpoint: url,
        requestsPerSecond: Number.POSITIVE_INFINITY,
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" }
      })
    )
  )
)

checkLaws(
  "AWS SDK over HTTP: UsageTransport",
  usageTransportLaws,
  Layer.mergeAll(
    served,
    Layer.succeed(TestMarketplace, testMarketplace(emulator, now)),
    Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(DateTime.toEpochMillis(now))), TestClock.layer())
  )
)
