import { DateTime, type Duration, Effect, Layer, Logger, ManagedRuntime, Result } from "effect"
import { AllowanceInvalid } from "../model/AllowanceInvalid.ts"
import { Catalogue } from "../model/Catalogue.ts"
import type { CatalogueInput } from "../model/CatalogueInput.ts"
import type { Entitlement } from "../model/Entitlement.ts"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Product } from "../model/Product.ts"
import { type ContractTerm, entitledAllowances } from "../policy/entitledAllowances.ts"
import { Entitlements } from "../port/Entitlements.ts"
import { cachedEntitlements } from "../program/cachedEntitlements.ts"
import { hostClock } from "./hostClock.ts"
import { hostLogger } from "./hostLogger.ts"
import { readEntitlementQuery } from "./readEntitlementQuery.ts"

/** How AWS is asked what buyers have bought. */
export interface EntitlementsOptions {
  /** The products and their meters, as for `createMeter`. */
  readonly catalogue: CatalogueInput
  /** How AWS is asked: `awsEntitlements()`, or `memoryEntitlements(emulator)` in tests. */
  readonly entitlements: Layer.Layer<Entitlements>
  /** How long an answer is kept; five minutes where absent, and nothing is kept for no time at all. */
  readonly ageMax?: Duration.Duration
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => void
  /** The time in epoch milliseconds, for tests; the system's when absent. */
  readonly now?: () => number
}

/** What a buyer has bought of one dimension: a quantity as a decimal string, a yes or no, or a text. */
export interface EntitlementReport {
  readonly productCode: string
  readonly dimension: string
  readonly value: string | boolean
  readonly kind: "quantity" | "flag" | "text"
  /** As RFC 3339: the earliest instant at which it may end. */
  readonly expiresAt?: string
  readonly licenseArn?: string
}

/** An allowance as `link` of a meter takes it. */
export interface AllowanceReport {
  readonly meter: string
  readonly quantity: string
  readonly period: ContractTerm["period"]
}

/** What buyers have bought, for code without Effect: every method returns a Promise and rejects with a typed error. */
export interface EntitlementsHandle {
  /** Returns what an agreement entitles its buyer to. */
  readonly of: (query: EntitlementQuery) => Promise<ReadonlyArray<EntitlementReport>>
  /** Returns what a contract includes, as `link` of a meter takes it. AWS is asked anew. */
  readonly allowances: (
    query: Pick<EntitlementQuery, "agreement" | "productCode">,
    terms: ReadonlyArray<ContractTerm>
  ) => Promise<ReadonlyArray<AllowanceReport>>
  /** Gives back the connections. */
  readonly close: () => Promise<void>
}

/**
 * Asks AWS what buyers have bought by contract, and keeps the answers for a while.
 *
 * - **Errors**: throws `CatalogueInvalid` at once; methods reject with `TransportError`, and `allowances` with
 *   `AllowanceInvalid` where the terms do not fit the catalogue or the contract.
 *
 * **Example** (Ten seats, of which a meter includes as many)
 *
 *     import { makeMarketplaceEmulator, memoryEntitlements } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     const buyer = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["seats"], kind: "saas" })
 *     emulator.control("seed_customer", buyer)
 *     emulator.control("seed_entitlement", { ...buyer, dimension: "seats", value: 10 })
 *     const entitlements = createEntitlements({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "seats" }] }] },
 *       entitlements: memoryEntitlements(emulator)
 *     })
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const query = { productCode: "4ml54db8vrmju", agreement }
 *
 *     const bought = await entitlements.of(query)
 *     bought.map(({ dimension, value }) => [dimension, value]) // => [["seats", "10"]]
 *     await entitlements.allowances(query, [{ meter: "seats", period: "month" }])
 *     // => [{ meter: "seats", quantity: "10", period: "month" }]
 *     await entitlements.close()
 */
export const createEntitlements = (options: EntitlementsOptions): EntitlementsHandle => {
  const { products } = Result.getOrThrow(Catalogue.fromInput(options.catalogue))
  const fresh = ManagedRuntime.make(
    Layer.mergeAll(
      options.entitlements,
      options.log === undefined ? Layer.empty : Logger.layer([hostLogger(options.log)]),
      options.now === undefined ? Layer.empty : hostClock(options.now)
    )
  )
  const { ageMax } = options
  const kept = ManagedRuntime.make(
    cachedEntitlements(ageMax === undefined ? {} : { ageMax }).pipe(
      Layer.provideMerge(Layer.effectContext(fresh.contextEffect))
    )
  )
  return {
    of: (query) => kept.runPromise(Effect.map(entitlementsOf(query), (all) => all.map(reportEntitlement))),
    allowances: (query, terms) => fresh.runPromise(allowancesOf(query, { products, terms })),
    close: async () => {
      await kept.dispose()
      await fresh.dispose()
    }
  }
}

const entitlementsOf = Effect.fnUntraced(function* (query: EntitlementQuery) {
  const { entitlementsOf: ask } = yield* Entitlements
  return yield* ask(yield* Effect.fromResult(readEntitlementQuery(query)))
})

const allowancesOf = Effect.fnUntraced(function* (
  query: EntitlementQuery,
  {
    products,
    terms
  }: { readonly products: ReadonlyArray<Product>; readonly terms: ReadonlyArray<ContractTerm> }
) {
  const entitlements = yield* entitlementsOf(query)
  const meters = products.find(({ code }) => code === query.productCode)?.meters ?? []
  // Terms of a caller without types may be anything.
  const allowances = yield* Effect.try({
    try: () => Result.getOrThrow(entitledAllowances(entitlements, { meters, terms })),
    catch: (error) =>
      error instanceof AllowanceInvalid
        ? error
        : new AllowanceInvalid({ meter: "", problem: "the terms cannot be read" })
  })
  return allowances.map(({ meter, period, quantity }): AllowanceReport => ({
    meter,
    quantity: Quantity.format(quantity),
    period
  }))
})

const reportEntitlement = (entitlement: Entitlement): EntitlementReport => {
  const { dimension, expiresAt, licenseArn, productCode, value } = entitlement
  return {
    productCode,
    dimension,
    ...reportValue(value),
    ...(expiresAt !== undefined && { expiresAt: DateTime.formatIso(expiresAt) }),
    ...(licenseArn !== undefined && { licenseArn })
  }
}

const reportValue = (value: Entitlement["value"]): Pick<EntitlementReport, "kind" | "value"> => {
  switch (value._tag) {
    case "Quantity":
      return { kind: "quantity", value: Quantity.format(value.quantity) }
    case "Flag":
      return { kind: "flag", value: value.isGranted }
    case "Text":
      return { kind: "text", value: value.text }
  }
}
