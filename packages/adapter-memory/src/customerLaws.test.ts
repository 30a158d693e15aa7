import { at, customerResolutionLaws, TestMarketplace } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { DateTime, Layer } from "effect"
import { TestClock } from "effect/testing"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryCustomerResolution } from "./MemoryCustomerResolution.ts"
import { testMarketplace } from "./testing/testMarketplace.ts"

const now = at("2026-03-10T12:30:00Z")
const emulator = makeMarketplaceEmulator()

checkLaws(
  "memory: CustomerResolution",
  customerResolutionLaws,
  Layer.mergeAll(
    memoryCustomerResolution(emulator),
    Layer.succeed(TestMarketplace, testMarketplace(emulator, now)),
    Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(DateTime.toEpochMillis(now))), TestClock.layer())
  )
)
