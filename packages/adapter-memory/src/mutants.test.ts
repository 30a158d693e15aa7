import { assert, describe, it } from "@effect/vitest"
import {
  BuyerMetering,
  CustomerResolution,
  Entitlements,
  ReporterStore,
  UsageTransport
} from "@tallyhour/core"
import {
  agreementInboxLaws,
  at,
  booksLaws,
  customerResolutionLaws,
  entitlementsLaws,
  buyerMeteringLaws,
  type Law,
  ledgerAuditLaws,
  recordLedgerLaws,
  recordReviewLaws,
  reporterStoreLaws,
  subscriptionRegistryLaws,
  TestBuyer,
  TestMarketplace,
  usageOutboxLaws,
  usageTransportLaws
} from "@tallyhour/core/testing"
import { DateTime, Effect, Exit, Layer, Random } from "effect"
import { TestClock } from "effect/testing"
import { auditMutants } from "../test/auditMutants.ts"
import { booksMutants } from "../test/booksMutants.ts"
import { customerMutants, type CustomerMutant } from "../test/customerMutants.ts"
import { entitlementsMutants, type EntitlementsMutant } from "../test/entitlementsMutants.ts"
import { type BuyerMutant, buyerMutants } from "../test/buyerMutants.ts"
import { countingMutants } from "../test/countingMutants.ts"
import { hastenMutants } from "../test/hastenMutants.ts"
import { idleMutants } from "../test/idleMutants.ts"
import { inboxMutants } from "../test/inboxMutants.ts"
import { leaseMutants } from "../test/leaseMutants.ts"
import { outboxMutants } from "../test/outboxMutants.ts"
import { registryMutants } from "../test/registryMutants.ts"
import { type ReporterMutant, reporterMutants } from "../test/reporterMutants.ts"
import { reviewMutants } from "../test/reviewMutants.ts"
import { sealingMutants } from "../test/sealingMutants.ts"
import { settleMutants } from "../test/settleMutants.ts"
import { layerOf, type StoreMutant } from "../test/StoreMutant.ts"
import { type TransportMutant, transportMutants } from "../test/transportMutants.ts"
import { makeMarketplaceEmulator } from "./marketplace/MarketplaceEmulator.ts"
import { memoryCustomerResolution } from "./MemoryCustomerResolution.ts"
import { memoryEntitlements } from "./MemoryEntitlements.ts"
import { rsaSigner } from "./marketplace/signing/rsaSigner.ts"
import { memoryBuyerMetering } from "./MemoryBuyerMetering.ts"
import { memoryReporterStore } from "./MemoryReporterStore.ts"
import { memoryTransport } from "./MemoryUsageTransport.ts"
import { testBuyer } from "./testing/testBuyer.ts"
import { testMarketplace } from "./testing/testMarketplace.ts"

const ledgerMutants = [
  ...countingMutants,
  ...sealingMutants,
  ...idleMutants,
  ...hastenMutants,
  ...leaseMutants,
  ...settleMutants
]

describe("a store or transport with one thing wrong breaks exactly the laws that forbid it", () => {
  it.effect.each(outboxMutants)("UsageOutbox: $mistake", (mutant) => seen(usageOutboxLaws, mutant, layerOf))

  it.effect.each(registryMutants)("SubscriptionRegistry: $mistake", (mutant) =>
    seen(subscriptionRegistryLaws, mutant, layerOf)
  )

  it.effect.each(inboxMutants)("AgreementInbox: it $mistake", (mutant) =>
    seen(agreementInboxLaws, mutant, layerOf)
  )

  it.effect.each(ledgerMutants)("RecordLedger: $mistake", (mutant) => seen(recordLedgerLaws, mutant, layerOf))

  it.effect.each(reviewMutants)("RecordReview: $mistake", (mutant) => seen(recordReviewLaws, mutant, layerOf))

  it.effect.each(booksMutants)("Books: they $mistake", (mutant) => seen(booksLaws, mutant, layerOf))

  it.effect.each(auditMutants)("LedgerAudit: it $mistake", (mutant) => seen(ledgerAuditLaws, mutant, layerOf))

  it.effect.each(transportMutants)("UsageTransport: $mistake", (mutant) =>
    seen(usageTransportLaws, mutant, transportOf)
  )

  it.effect.each(buyerMutants)("BuyerMetering: it $mistake", (mutant) =>
    seen(buyerMeteringLaws, mutant, buyerOf)
  )

  it.effect.each(reporterMutants)("ReporterStore: it $mistake", (mutant) =>
    seen(reporterStoreLaws, mutant, reportersOf)
  )

  it.effect.each(customerMutants)("CustomerResolution: it $mistake", (mutant) =>
    seen(customerResolutionLaws, mutant, resolutionOf)
  )

  it.effect.each(entitlementsMutants)("Entitlements: it $mistake", (mutant) =>
    seen(entitlementsLaws, mutant, askingOf)
  )

  it.effect("without a mistake no law is broken", () =>
    Effect.gen(function* () {
      const honest: Pick<StoreMutant, "store"> = { store: () => ({}) }

      const broken = [
        yield* brokenBy(usageOutboxLaws, () => layerOf(honest)),
        yield* brokenBy(subscriptionRegistryLaws, () => layerOf(honest)),
        yield* brokenBy(agreementInboxLaws, () => layerOf(honest)),
        yield* brokenBy(recordLedgerLaws, () => layerOf(honest)),
        yield* brokenBy(recordReviewLaws, () => layerOf(honest)),
        yield* brokenBy(booksLaws, () => layerOf(honest)),
        yield* brokenBy(ledgerAuditLaws, () => layerOf(honest)),
        yield* brokenBy(usageTransportLaws, () => transportOf({ transport: (transport) => transport })),
        yield* brokenBy(customerResolutionLaws, () =>
          resolutionOf({ resolution: (resolution) => resolution })
        ),
        yield* brokenBy(entitlementsLaws, () => askingOf({ asking: (asking) => asking })),
        yield* brokenBy(buyerMeteringLaws, () => buyerOf({ metering: (metering) => metering })),
        yield* brokenBy(reporterStoreLaws, () => reportersOf({ reporters: (reporters) => reporters }))
      ]

      assert.deepStrictEqual(broken.flat(), [])
    })
  )

  it.each([
    ["UsageOutbox", usageOutboxLaws, outboxMutants],
    ["SubscriptionRegistry", subscriptionRegistryLaws, registryMutants],
    ["AgreementInbox", agreementInboxLaws, inboxMutants],
    ["RecordLedger", recordLedgerLaws, ledgerMutants],
    ["RecordReview", recordReviewLaws, reviewMutants],
    ["Books", booksLaws, booksMutants],
    ["LedgerAudit", ledgerAuditLaws, auditMutants],
    ["UsageTransport", usageTransportLaws, transportMutants],
    ["CustomerResolution", customerResolutionLaws, customerMutants],
    ["Entitlements", entitlementsLaws, entitlementsMutants],
    ["BuyerMetering", buyerMeteringLaws, buyerMutants],
    ["ReporterStore", reporterStoreLaws, reporterMutants]
  ] as const)("no law of %s is decoration: each is broken by some mistake", (_, laws, mutants) => {
    const broken = new Set(mutants.flatMap(({ breaks }) => breaks))

    assert.deepStrictEqual(
      laws.map(({ name }) => name).filter((name) => !broken.has(name)),
      []
    )
  })
})

const seen = <
  Mutant extends
    | BuyerMutant
    | CustomerMutant
    | EntitlementsMutant
    | ReporterMutant
    | StoreMutant
    | TransportMutant,
  Needs
>(
  laws: ReadonlyArray<Law<Needs>>,
  mutant: Mutant,
  layer: (mutant: Mutant) => Layer.Layer<Needs>
) =>
  Effect.gen(function* () {
    const broken = yield* brokenBy(laws, () => layer(mutant))

    assert.deepStrictEqual(broken.toSorted(), mutant.breaks.toSorted())
    assert.isNotEmpty(broken)
  })

/** Checks each law on a store of its own, and names those that fail. */
const brokenBy = Effect.fnUntraced(function* <Needs>(
  laws: ReadonlyArray<Law<Needs>>,
  layer: () => Layer.Layer<Needs>
) {
  yield* TestClock.setTime(DateTime.toEpochMillis(now))
  const broken: Array<string> = []
  for (const { holds, name } of laws) {
    // Some laws draw their usage, and a mutant that is seen by most draws must be seen at every run.
    const seeded = holds.pipe(Effect.provide(Layer.fresh(layer())), Random.withSeed(name))
    const exit = yield* Effect.exit(seeded)
    if (Exit.isFailure(exit)) broken.push(name)
  }
  return broken
})

const now = at("2026-03-10T12:30:00Z")

const transportOf = ({ transport }: Pick<TransportMutant, "transport">) => {
  const emulator = makeMarketplaceEmulator()
  const broken = Layer.effect(UsageTransport, Effect.map(UsageTransport, transport))
  return Layer.merge(
    Layer.provide(broken, memoryTransport(emulator)),
    Layer.succeed(TestMarketplace, testMarketplace(emulator, now))
  )
}

const resolutionOf = ({ resolution }: Pick<CustomerMutant, "resolution">) => {
  const emulator = makeMarketplaceEmulator()
  const broken = Layer.effect(CustomerResolution, Effect.map(CustomerResolution, resolution))
  return Layer.merge(
    Layer.provide(broken, memoryCustomerResolution(emulator)),
    Layer.succeed(TestMarketplace, testMarketplace(emulator, now))
  )
}

const askingOf = ({ asking }: Pick<EntitlementsMutant, "asking">) => {
  const emulator = makeMarketplaceEmulator()
  const broken = Layer.effect(Entitlements, Effect.map(Entitlements, asking))
  return Layer.merge(
    Layer.provide(broken, memoryEntitlements(emulator)),
    Layer.succeed(TestMarketplace, testMarketplace(emulator, now))
  )
}

// Keys of RSA are slow to make and belong to nobody's mistake, so all emulators sign with the same.
const signer = rsaSigner()

const buyerOf = ({ metering }: Pick<BuyerMutant, "metering">) => {
  const emulator = makeMarketplaceEmulator({ signer })
  const broken = Layer.effect(BuyerMetering, Effect.map(BuyerMetering, metering))
  return Layer.merge(
    Layer.provide(broken, memoryBuyerMetering(emulator)),
    Layer.succeed(TestBuyer, testBuyer(emulator, now))
  )
}

const reportersOf = ({ reporters }: Pick<ReporterMutant, "reporters">) =>
  Layer.effect(ReporterStore, Effect.map(ReporterStore, reporters)).pipe(Layer.provide(memoryReporterStore()))
