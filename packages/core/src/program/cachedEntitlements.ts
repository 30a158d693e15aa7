import { Cache, DateTime, Duration, Effect, Exit, Layer } from "effect"
import { Agreement } from "../model/Agreement.ts"
import type { Entitlement } from "../model/Entitlement.ts"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"
import { Instant } from "../model/Instant.ts"
import { Entitlements } from "../port/Entitlements.ts"

/**
 * Keeps what AWS has said of entitlements for a while, so that it is not asked at every click of a buyer.
 *
 * - **Guarantees**: nothing is kept longer than `ageMax` (five minutes where absent), or past the instant at which an
 *   entitlement may end; never more than `answersMax` answers (1 000 where absent), of which the one that was used
 *   longest ago goes first. Who asks the same while AWS is being asked waits for that answer. Errors are not kept, nor
 *   is it that there is nothing: AWS may not know the contract yet.
 *
 * **Example** (AWS is asked once)
 *
 *     import { makeMarketplaceEmulator, memoryEntitlements } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     const buyer = { product_code: "4ml54db8vrmju", account_id: "111111111111" }
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["seats"], kind: "saas" })
 *     emulator.control("seed_customer", buyer)
 *     emulator.control("seed_entitlement", { ...buyer, dimension: "seats", value: 10 })
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const program = Effect.gen(function* () {
 *       const { entitlementsOf } = yield* Entitlements
 *       yield* entitlementsOf({ productCode: "4ml54db8vrmju", agreement })
 *       emulator.control("inject_fault", { operation: "GetEntitlements", kind: "throttle" })
 *       return yield* entitlementsOf({ productCode: "4ml54db8vrmju", agreement })
 *     })
 *     const here = Layer.provide(cachedEntitlements(), memoryEntitlements(emulator))
 *
 *     const kept = await Effect.runPromise(program.pipe(Effect.provide(here)))
 *     kept.map(({ dimension }) => dimension) // => ["seats"]
 */
export const cachedEntitlements = ({
  ageMax = Duration.minutes(5),
  answersMax = 1_000
}: {
  readonly ageMax?: Duration.Duration
  readonly answersMax?: number
} = {}): Layer.Layer<Entitlements, never, Entitlements> =>
  Layer.effect(
    Entitlements,
    Effect.gen(function* () {
      const { entitlementsOf } = yield* Entitlements
      const cache = yield* Cache.makeWith(
        Effect.fnUntraced(function* (question: EntitlementQuery) {
          const entitlements = yield* entitlementsOf(question)
          return { entitlements, keptFor: keptFor(entitlements, { ageMax, now: yield* DateTime.now }) }
        }),
        {
          capacity: answersMax,
          timeToLive: Exit.match({ onFailure: () => Duration.zero, onSuccess: (answer) => answer.keptFor })
        }
      )
      return {
        entitlementsOf: (query) =>
          Effect.map(Cache.get(cache, questionOf(query)), ({ entitlements }) => entitlements)
      }
    })
  )

const keptFor = (
  entitlements: ReadonlyArray<Entitlement>,
  { ageMax, now }: { readonly ageMax: Duration.Duration; readonly now: Instant }
): Duration.Duration => {
  if (entitlements.length === 0) return Duration.zero
  const ends = entitlements.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt]))
  const until = Instant.min(DateTime.addDuration(now, ageMax), ...ends)
  return Duration.max(Duration.zero, DateTime.distance(now, until))
}

/** The same object for the same question: what is kept is found by its structure. */
const questionOf = ({ agreement, dimensions, productCode }: EntitlementQuery): EntitlementQuery => ({
  productCode,
  agreement: Agreement.make(agreement),
  ...(dimensions !== undefined && { dimensions: [...new Set(dimensions)].toSorted() })
})
