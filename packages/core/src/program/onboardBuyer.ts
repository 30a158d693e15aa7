import { DateTime, Effect } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { Customer } from "../model/Customer.ts"
import { Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { agreementChanges } from "../policy/agreementChanges.ts"
import { agreementKey } from "../policy/agreementKey.ts"
import { subscriptionProblem } from "../policy/subscriptionProblem.ts"
import { AgreementInbox } from "../port/AgreementInbox.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/** What became of a buyer that registered. */
export interface Onboarded {
  /** False where the account was linked to the agreement before, as after a reload. */
  readonly isNew: boolean
  readonly subscription: Subscription
}

/**
 * Links an account to the agreement of a buyer that registers, from now on, and follows what is known of it already.
 *
 * - **Idempotence**: a reload and a second tab find the link that is there.
 * - **Errors**: `SubscriptionConflict` when the agreement belongs to another account, or the account has another subscription of
 *   the product; `SubscriptionInvalid`; `StoreError`.
 *
 * **Example** (Registered twice, linked once)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const customer = Customer.make({
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" }
 *     })
 *     const program = Effect.gen(function* () {
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:20:00Z"))
 *       const first = yield* onboardBuyer({ account: "acme", customer, region: "us-east-1" })
 *       yield* TestClock.adjust("1 minute")
 *       const second = yield* onboardBuyer({ account: "acme", customer, region: "us-east-1" })
 *       return [first, second].map(({ isNew, subscription }) => [isNew, DateTime.formatIso(subscription.activeFrom)])
 *     })
 *     const here = Layer.mergeAll(memoryStore().layer, Catalogue.layer({ products }), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here)))
 *     // => [[true, "2026-03-10T12:20:00.000Z"], [false, "2026-03-10T12:20:00.000Z"]]
 */
export const onboardBuyer = Effect.fn("onboardBuyer")(function* (options: {
  readonly account: string
  readonly customer: Customer
  readonly region: string
}) {
  const { account } = options
  const onboarded = yield* linked(options)
  // Events of the agreement may have come before its buyer; a reload follows what a first attempt left.
  const inbox = yield* AgreementInbox
  yield* inbox.follow(account, agreementChanges)
  return onboarded
})

const linked = Effect.fnUntraced(function* (options: {
  readonly account: string
  readonly customer: Customer
  readonly region: string
}) {
  const { account, customer, region } = options
  const { products } = yield* Catalogue
  const registry = yield* SubscriptionRegistry
  const own = yield* registry.subscriptionsOf(account)
  const there = runningIn(own, customer)
  if (there !== undefined) return onboardedAs(there, false)
  const subscription = yield* made({ ...customer, account, region, activeFrom: yield* DateTime.now })
  const problem = subscriptionProblem(subscription, { own, products })
  if (problem !== undefined) return yield* new SubscriptionInvalid({ account, problem })
  return yield* registry.link(subscription).pipe(
    Effect.as(onboardedAs(subscription, true)),
    // Another tab may have come first since we looked.
    Effect.catchTag("SubscriptionConflict", (conflict) =>
      Effect.flatMap(registry.subscriptionsOf(account), (all) => {
        const first = runningIn(all, customer)
        return first === undefined ? Effect.fail(conflict) : Effect.succeed(onboardedAs(first, false))
      })
    )
  )
})

const onboardedAs = (subscription: Subscription, isNew: boolean): Onboarded => ({ isNew, subscription })

const made = (fields: ConstructorParameters<typeof Subscription>[0]) =>
  Effect.try({
    try: () => Subscription.make(fields),
    catch: (thrown) => new SubscriptionInvalid({ account: fields.account, problem: String(thrown) })
  })

const runningIn = (own: ReadonlyArray<Subscription>, customer: Customer): Subscription | undefined =>
  own.find(
    (one) =>
      one.activeUntil === undefined &&
      one.productCode === customer.productCode &&
      agreementKey(one) === agreementKey(customer)
  )
