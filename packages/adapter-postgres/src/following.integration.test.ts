import { assert, describe, it } from "@effect/vitest"
import {
  AgreementEvent,
  agreementChanges,
  AgreementInbox,
  Subscription,
  SubscriptionRegistry
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, freshAgreement, freshName } from "@tallyhour/core/testing"
import { DateTime, Effect } from "effect"
import { testDatabase } from "../test/testDatabase.ts"

const database = testDatabase()

describe.skipIf(database.isMissing)("on a server", () => {
  it.live("F31: events that come at one time, beside the link of their account, lead to one state", () =>
    Effect.gen(function* () {
      const { store } = yield* Effect.promise(() => database.open())
      yield* Effect.gen(function* () {
        const inbox = yield* AgreementInbox
        const registry = yield* SubscriptionRegistry
        for (let round = 0; round < 20; round++) {
          const subscription = yield* aSubscription
          const events = yield* eventsOf(subscription)
          const follow = Effect.fnUntraced(function* (event: AgreementEvent) {
            yield* inbox.store(event, event.at)
            for (const account of yield* inbox.accountsOf(event))
              yield* inbox.follow(account, agreementChanges)
          })
          const link = Effect.andThen(
            registry.link(subscription),
            inbox.follow(subscription.account, agreementChanges)
          )

          yield* Effect.all([...events.map(follow), link, ...events.toReversed().map(follow)], {
            concurrency: "unbounded"
          })

          const [found] = yield* registry.subscriptionsOf(subscription.account)
          assert.deepStrictEqual(found?.activeUntil, at("2026-03-10T12:50:00Z"))
        }
      }).pipe(Effect.provide(store.layer))
    })
  )
})

const aSubscription = Effect.gen(function* () {
  return Subscription.make({
    account: yield* freshName("account"),
    activeFrom: at("2026-01-01T00:00:00Z"),
    agreement: yield* freshAgreement("Legacy"),
    productCode: exampleProduct,
    region: exampleRegion
  })
})

/** A buyer that leaves at ten past, comes back, and leaves for good at ten to. */
const eventsOf = Effect.fnUntraced(function* ({ agreement, productCode }: Subscription) {
  const customerIdentifier = agreement._tag === "Legacy" ? agreement.customerIdentifier : ""
  const fields = (eventId: string, minutes: number) => ({
    eventId,
    at: DateTime.add(at("2026-03-10T12:00:00Z"), { minutes }),
    customerIdentifier,
    productCode
  })
  const id = yield* freshName("event")
  return [
    AgreementEvent.make({ _tag: "UnsubscribePending", ...fields(`${id}-1`, 10) }),
    AgreementEvent.make({ _tag: "Subscribed", isFreeTrial: false, ...fields(`${id}-2`, 30) }),
    AgreementEvent.make({ _tag: "UnsubscribePending", ...fields(`${id}-3`, 50) }),
    AgreementEvent.make({ _tag: "Unsubscribed", ...fields(`${id}-4`, 110) })
  ]
})
