import { Effect } from "effect"
import { AgreementEvent } from "../../model/AgreementEvent.ts"
import { Subscription } from "../../model/Subscription.ts"
import { agreementChanges } from "../../policy/agreementChanges.ts"
import { AgreementInbox } from "../../port/AgreementInbox.ts"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, exampleProduct, freshAgreement, freshName } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { leaseAt, own } from "./ledgerSteps.ts"
import {
  anEvent,
  aSealedHour,
  aSubscription,
  day,
  endsOf,
  hasten,
  isParked,
  licenseIdOf,
  linked,
  rivalOf,
  seenBy
} from "./inboxSteps.ts"

type Needs = AgreementInbox | Books | RecordLedger | SubscriptionRegistry | UsageOutbox

/** What every inbox of agreement events promises. */
export const agreementInboxLaws: ReadonlyArray<Law<Needs>> = [
  {
    name: "an event is new once, and what came first under its id stays",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const subscription = yield* linked("License")
      const event = yield* anEvent("LicenseDeprovisioned", subscription, "12:10")
      yield* claimEqual("at first", yield* inbox.store(event, at(`${day}T12:10:05Z`)), true)
      yield* claimEqual("not again", yield* inbox.store(event, at(`${day}T12:11:00Z`)), false)
      const other = { ...event, at: at(`${day}T12:00:00Z`) }
      yield* claimEqual("nor with other content", yield* inbox.store(other, at(`${day}T12:12:00Z`)), false)
      yield* claimEqual("the first holds", yield* seenBy(subscription), [event])
    })
  },
  {
    name: "every kind of event comes back to the letter, in the order of its instant and then of its id",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const subscription = yield* linked("License")
      const whom = { buyer: subscription.agreement.buyer!, licenseId: licenseIdOf(subscription) }
      const prefix = yield* freshName("event")
      const first = at(`${day}T12:00:00.001Z`)
      const fields = { ...whom, agreementId: "agmt-é'\"\\", productCode: exampleProduct, at: first }
      const events = [
        AgreementEvent.make({ _tag: "Amended", ...fields, eventId: `${prefix}-a` }),
        AgreementEvent.make({ _tag: "Created", ...fields, eventId: `${prefix}-b`, intent: "NEW" }),
        AgreementEvent.make({ _tag: "Ended", ...fields, eventId: `${prefix}-c`, status: "CANCELLED" }),
        AgreementEvent.make({ _tag: "Subscribed", ...fields, eventId: `${prefix}-d`, isFreeTrial: true }),
        AgreementEvent.make({ _tag: "Unknown", ...fields, eventId: `${prefix}-e`, kind: "Something - Else" }),
        AgreementEvent.make({
          _tag: "EntitlementUpdated",
          ...fields,
          customerIdentifier: "X01",
          at: at(`${day}T12:00:00.002Z`),
          eventId: `${prefix}-0`
        })
      ]
      for (const event of events.toReversed()) yield* inbox.store(event, first)
      yield* claimEqual("all of them", yield* seenBy(subscription), events)
    })
  },
  {
    name: "an event finds the account of its license, of its buyer, and of its customer identifier, and nobody else's",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      for (const form of ["License", "Product", "Legacy"] as const) {
        const subscription = yield* linked(form)
        yield* linked(form)
        const event = yield* anEvent("LicenseDeprovisioned", subscription, "12:10")
        yield* inbox.store(event, at(`${day}T12:10:05Z`))
        yield* claimEqual(`by ${form}`, yield* inbox.accountsOf(event), [subscription.account])
        yield* claimEqual("and is shown", yield* seenBy(subscription), [event])
        const stranger = { ...event, ...strange }
        yield* claimEqual("a stranger's does not", yield* inbox.accountsOf(stranger), [])
      }
    })
  },
  {
    name: "a license that another buyer is said to hold is not that of the account",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const subscription = yield* linked("License")
      const event = yield* anEvent("LicenseDeprovisioned", subscription, "12:10")
      const wrong = { ...event, buyer: "999999999999" }
      yield* inbox.store(wrong, at(`${day}T12:10:05Z`))
      yield* claimEqual("it concerns nobody", yield* inbox.accountsOf(wrong), [])
      yield* claimEqual("and is not shown", yield* seenBy(subscription), [])
      yield* claimEqual("but waits", yield* isParked(wrong), true)
    })
  },
  {
    name: "what is decided is written, an end as well as one that is taken back",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const subscription = yield* linked("License")
      const { account } = subscription
      yield* inbox.store(
        yield* anEvent("LicenseDeprovisioned", subscription, "12:10"),
        at(`${day}T12:11:00Z`)
      )
      const changes = yield* inbox.follow(account, agreementChanges)
      yield* claimEqual("it says so", changes.length, 1)
      yield* claimEqual("it ends", yield* endsOf(account), [at(`${day}T12:10:00Z`)])
      yield* inbox.store(yield* anEvent("LicenseUpdated", subscription, "12:30"), at(`${day}T12:31:00Z`))
      yield* inbox.follow(account, agreementChanges)
      yield* claimEqual("it runs again", yield* endsOf(account), [undefined])
      yield* claimEqual("nothing is left", yield* inbox.follow(account, agreementChanges), [])
    })
  },
  {
    name: "only the subscription that a decision names is changed",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const subscription = yield* linked("License")
      const registry = yield* SubscriptionRegistry
      const { account } = subscription
      const agreement = yield* freshAgreement("License")
      yield* registry.link(Subscription.make({ ...subscription, agreement, productCode: "another" }))
      const stranger = yield* linked("License")
      yield* inbox.store(
        yield* anEvent("LicenseDeprovisioned", subscription, "12:10"),
        at(`${day}T12:11:00Z`)
      )
      yield* inbox.follow(account, agreementChanges)
      yield* claimEqual("one of two", (yield* endsOf(account)).filter((end) => end !== undefined).length, 1)
      yield* claimEqual("and nobody else's", yield* endsOf(stranger.account), [undefined])
    })
  },
  {
    name: "a record that an end brought forward gets its own time back with the end that is taken back",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const [subscription, stranger] = [yield* aSealedHour(), yield* aSealedHour()]
      const { account } = subscription
      yield* inbox.store(
        yield* anEvent("LicenseDeprovisioned", subscription, "12:40"),
        at(`${day}T12:41:00Z`)
      )
      yield* inbox.follow(account, agreementChanges)
      yield* hasten(subscription, "12:40")
      yield* hasten(stranger, "12:40")
      yield* inbox.store(yield* anEvent("LicenseUpdated", subscription, "12:50"), at(`${day}T12:51:00Z`))
      yield* inbox.follow(account, agreementChanges)
      const lease = yield* leaseAt("13:00")
      yield* claimEqual("its own", own(lease, account)?.sendBefore, at("2026-03-11T11:00:00Z"))
      yield* claimEqual("no other's", own(lease, stranger.account)?.sendBefore, at(`${day}T13:40:00Z`))
    })
  },
  {
    name: "a decision sees who else meters the same buyer",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const subscription = yield* linked("License")
      const rival = yield* rivalOf(subscription)
      const seen: Array<ReadonlyArray<string>> = []
      yield* inbox.follow(subscription.account, (_, { ofBuyer }) => {
        seen.push(ofBuyer.map(({ account }) => account).sort())
        return []
      })
      yield* claimEqual("both", seen, [[subscription.account, rival.account].sort()])
    })
  },
  {
    name: "an event waits until an account is linked to its agreement",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const registry = yield* SubscriptionRegistry
      for (const form of ["License", "Product", "Legacy"] as const) {
        const subscription = yield* aSubscription(form)
        const event = yield* anEvent("UnsubscribePending", subscription, "12:10")
        yield* inbox.store(event, at(`${day}T12:11:00Z`))
        yield* claimEqual(`of ${form}`, yield* isParked(event), true)
        yield* registry.link(subscription)
        yield* claimEqual("then no longer", yield* isParked(event), false)
      }
    })
  },
  {
    name: "events that wait are shown the oldest first, as many as are asked for; one that names nobody never waits",
    holds: Effect.gen(function* () {
      const inbox = yield* AgreementInbox
      const [one, two] = [yield* aSubscription("License"), yield* aSubscription("License")]
      const late = yield* anEvent("LicenseUpdated", one, "12:20")
      const early = yield* anEvent("LicenseUpdated", two, "12:10")
      const eventId = yield* freshName("event")
      const nobody = AgreementEvent.make({ _tag: "Ended", eventId, at: early.at, buyer: "111111111111" })
      for (const event of [late, early, nobody]) yield* inbox.store(event, at(`${day}T12:30:00Z`))
      const all = yield* inbox.parked({ eventsMax: 10_000 })
      const ids = [late, early, nobody].map((event) => event.eventId)
      const ours = all.filter((event) => ids.includes(event.eventId))
      yield* claimEqual("in order", ours, [early, late])
      yield* claimEqual("bounded", yield* inbox.parked({ eventsMax: 1 }), all.slice(0, 1))
    })
  }
]

const strange = {
  buyer: "000000000000",
  customerIdentifier: "nobody",
  licenseId: "l-nobody",
  productCode: "no-product"
}
