import { cachedEntitlements } from "@tallyhour/core"
import { at, entitlementsLaws, TestMarketplace } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { DateTime, Layer } from "effect"
import { TestClock } from "effect/testing"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryEntitlements } from "./MemoryEntitlements.ts"
import { testMarketplace } from "./testing/testMarketplace.ts"

const now = at("2026-03-10T12:30:00Z")
const emulator = makeMarketplaceEmulator()
const arranged = Layer.merge(
  Layer.succeed(TestMarketplace, testMarketplace(emulator, now)),
  Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(DateTime.toEpochMillis(now))), TestClock.layer())
)

checkLaws("memory: Entitlements", entitlementsLaws, Layer.merge(memoryEntitlements(emulator), arranged))
checkLaws(
  "memory, kept for a while: Entitlements",
  entitlementsLaws,
  Layer.merge(Layer.provide(cachedEntitlements(), memoryEntitlements(emulator)), arranged)
)
