import { at, buyerMeteringLaws, TestBuyer } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { DateTime, Layer } from "effect"
import { TestClock } from "effect/testing"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryBuyerMetering } from "./MemoryBuyerMetering.ts"
import { testBuyer } from "./testing/testBuyer.ts"

const now = at("2026-03-10T12:30:00Z")
const emulator = makeMarketplaceEmulator()

checkLaws(
  "memory: BuyerMetering",
  buyerMeteringLaws,
  Layer.mergeAll(
    memoryBuyerMetering(emulator),
    Layer.succeed(TestBuyer, testBuyer(emulator, now)),
    Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(DateTime.toEpochMillis(now))), TestClock.layer())
  )
)
