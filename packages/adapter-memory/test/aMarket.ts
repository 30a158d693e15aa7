import {
  type Agreement,
  type Allowance,
  Balance,
  Books,
  Catalogue,
  type CatalogueInput,
  Quantity,
  recordUsage,
  type StoreError,
  Subscription,
  SubscriptionRegistry,
  type UsageEventInput,
  type UsageTransport
} from "@tallyhour/core"
import {
  at,
  exampleProduct,
  exampleRegion,
  freshAgreement,
  freshName,
  quantity
} from "@tallyhour/core/testing"
import { DateTime, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { Choices } from "../src/marketplace/Choices.ts"
import { makeMarketplaceEmulator } from "../src/marketplace/MarketplaceEmulator.ts"
import { memoryStore } from "../src/MemoryStore.ts"
import { memoryTransport } from "../src/MemoryUsageTransport.ts"
import { testMarketplace } from "../src/testing/testMarketplace.ts"

/** The catalogue of the tests: one product with a meter that carries fractions and one that rounds them up. */
export const exampleCatalogue: CatalogueInput = {
  products: [
    {
      code: exampleProduct,
      meters: [{ name: "requests" }, { name: "seats", fraction: "up" }, { name: "misspelt" }]
    }
  ]
}

/** A store, and an emulator that sells the example product, in one test clock. */
export const aMarket = Effect.fnUntraced(function* (
  options: {
    readonly catalogue?: CatalogueInput
    readonly choices?: Partial<Choices>
    readonly now?: string
    readonly transport?: (honest: Layer.Layer<UsageTransport>) => Layer.Layer<UsageTransport>
  } = {}
) {
  const now = at(options.now ?? "2026-03-10T12:00:00Z")
  yield* TestClock.setTime(DateTime.toEpochMillis(now))
  const emulator = makeMarketplaceEmulator(options.choices === undefined ? {} : { choices: options.choices })
  const marketplace = testMarketplace(emulator, now)
  const transport = memoryTransport(emulator)
  const store = memoryStore()
  return {
    emulator,
    layer: Layer.mergeAll(
      store.layer,
      options.transport?.(transport) ?? transport,
      Layer.orDie(Catalogue.layer(options.catalogue ?? exampleCatalogue))
    ),
    marketplace
  }
})

/** Subscribes a fresh account to the example product, at AWS and with us unless told otherwise. */
export const aBuyer = Effect.fnUntraced(function* (
  { marketplace }: Effect.Success<ReturnType<typeof aMarket>>,
  options: {
    readonly allowances?: ReadonlyArray<Allowance>
    readonly dimensions?: ReadonlyArray<string>
    readonly form?: Agreement["_tag"]
    readonly isLinked?: boolean
    readonly isSubscribed?: boolean
  } = {}
) {
  const agreement = yield* freshAgreement(options.form ?? "License")
  yield* marketplace.seed({
    agreement,
    dimensions: options.dimensions ?? ["requests", "seats"],
    isSubscribed: options.isSubscribed ?? true,
    productCode: exampleProduct
  })
  const subscription = Subscription.make({
    account: yield* freshName("account"),
    activeFrom: at("2026-01-01T00:00:00Z"),
    agreement,
    productCode: exampleProduct,
    region: exampleRegion,
    ...(options.allowances === undefined ? {} : { allowances: options.allowances })
  })
  const registry = yield* SubscriptionRegistry
  const link = registry.link(subscription)
  if (options.isLinked ?? true) yield* link
  return { account: subscription.account, agreement, link }
})

/** Records usage of an account. */
export const use = Effect.fnUntraced(function* (
  account: string,
  occurredAt: string,
  units: NonNullable<UsageEventInput["quantity"]>,
  meter = "requests"
) {
  return yield* note({ account, meter, occurredAt, quantity: units })
})

/** Records a usage event of any kind under a fresh id. */
export const note = Effect.fnUntraced(function* (event: Omit<UsageEventInput, "eventId">) {
  const eventId = yield* freshName("event")
  return yield* recordUsage({ ...event, eventId })
})

/** Sets the test clock. */
export const setClock = (time: string) => TestClock.setTime(DateTime.toEpochMillis(at(time)))

/** Returns where an account's usage stands; what is nowhere is left out. */
export const standing = (account: string): Effect.Effect<Record<string, bigint>, StoreError, Books> =>
  Effect.flatMap(Books, (books) =>
    Effect.map(books.balances, (rows) => {
      const row = rows.find((one) => one.account === account)
      const figures = Object.entries(row ?? {}).filter(
        (entry): entry is [string, never] => typeof entry[1] === "bigint" && entry[1] !== 0n
      )
      return Object.fromEntries(figures)
    })
  )

/** Returns the balances that leave something unexplained; there must be none. */
export const unexplained: Effect.Effect<ReadonlyArray<Balance>, StoreError, Books> = Effect.flatMap(
  Books,
  (books) =>
    Effect.map(books.balances, (rows) => rows.filter((row) => Balance.unexplained(row) !== Quantity.zero))
)

/** Writes a standing as decimals. */
export const figures = (standings: Readonly<Record<string, string>>): Record<string, bigint> =>
  Object.fromEntries(Object.entries(standings).map(([name, units]) => [name, quantity(units)]))
