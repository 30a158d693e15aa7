import { makeMarketplaceEmulator, startEmulator } from "@tallyhour/adapter-memory"
import { testBuyer } from "@tallyhour/adapter-memory/testing"
import { at, buyerMeteringLaws, TestBuyer } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { awsBuyerMetering } from "./AwsBuyerMetering.ts"

const now = at("2026-03-10T12:30:00Z")
const emulator = makeMarketplaceEmulator()

const served = Layer.unwrap(
  Effect.acquireRelease(
    Effect.promise(() => startEmulator({ emulator })),
    (server) => Effect.promise(() => server.close())
  ).pipe(
    Effect.map(({ url }) =>
      awsBuyerMetering({
        endpoint: url,
        region: async () => "us-east-1",
        requestsPerSecond: Number.POSITIVE_INFINITY,
        credentials: canaryCredentials
      })
    )
  )
)

checkLaws(
  "AWS SDK over HTTP: BuyerMetering",
  buyerMeteringLaws,
  Layer.mergeAll(
    served,
    Layer.succeed(TestBuyer, testBuyer(emulator, now)),
    Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(DateTime.toEpochMillis(now))), TestClock.layer())
  )
)
