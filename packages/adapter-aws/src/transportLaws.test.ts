import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { testMarketplace } from "@tallyhour/adapter-memory/testing"
import { at, TestMarketplace, usageTransportLaws } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { Effect, Layer } from "effect"
import { awsTransport } from "./AwsUsageTransport.ts"

const emulator = makeMarketplaceEmulator()

const served = Layer.unwrap(
  Effect.acquireRelease(
    Effect.promise(() => startEmulator({ emulator })),
    (server) => Effect.promise(() => server.close())
  ).pipe(
    Effect.map(({ url }) =>
      awsTransport({ endpoint: url, credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" } })
    )
  )
)

checkLaws(
  "AWS SDK over HTTP: UsageTransport",
  usageTransportLaws,
  Layer.merge(served, Layer.succeed(TestMarketplace, testMarketplace(emulator, at("2026-03-10T12:30:00Z"))))
)
