import { Effect } from "effect"
import { Agreement } from "../../model/Agreement.ts"
import { AgreementEvent } from "../../model/AgreementEvent.ts"
import { Subscription } from "../../model/Subscription.ts"
import { endedSubscriptions } from "../../policy/endedSubscriptions.ts"
import { AgreementInbox } from "../../port/AgreementInbox.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { at, exampleProduct, exampleRegion, freshAgreement, freshName } from "../builders.ts"
import { aSealedRecord } from "./ledgerSteps.ts"

/** The day of every example. */
export const day = "2026-03-10"

export const aSubscription = Effect.fnUntraced(function* (form: Agreement["_tag"]) {
  return Subscription.make({
    account: yield* freshName("account"),
    productCode: exampleProduct,
    region: exampleRegion,
    agreement: yield* freshAgreement(form),
    activeFrom: at("2026-01-01T00:00:00Z")
  })
})

export const linked = Effect.fnUntraced(function* (form: Agreement["_tag"]) {
  const subscription = yield* aSubscription(form)
  const registry = yield* SubscriptionRegistry
  yield* registry.link(subscription)
  return subscription
})

/** Records three units of a fresh buyer in the hour before noon, and seals it. */
export const aSealedHour = Effect.fnUntraced(function* () {
  const { account } = yield* aSealedRecord()
  const registry = yield* SubscriptionRegistry
  const [subscription] = yield* registry.subscriptionsOf(account)
  return subscription!
})

/** Brings records forward, as the worker does it once an end is known. */
export const hasten = Effect.fnUntraced(function* (subscription: Subscription, end: string) {
  const endsAt = at(`${day}T${end}:00Z`)
  const ledger = yield* RecordLedger
  return yield* ledger.hasten(
    endedSubscriptions([Subscription.make({ ...subscription, activeUntil: endsAt })])
  )
})

/** Another account's license of the same buyer. */
export const rivalOf = Effect.fnUntraced(function* ({ agreement: { buyer } }: Subscription) {
  const other = yield* aSubscription("License")
  const agreement = Agreement.make({
    ...other.agreement,
    _tag: "License",
    buyer: buyer!,
    licenseArn: arnOf(other)
  })
  const rival = Subscription.make({ ...other, agreement })
  const registry = yield* SubscriptionRegistry
  yield* registry.link(rival)
  return rival
})

/** An event that names the agreement in its own form and no other. */
export const anEvent = Effect.fnUntraced(function* (
  tag: "LicenseDeprovisioned" | "LicenseUpdated" | "UnsubscribePending",
  subscription: Subscription,
  clock: string
) {
  const { agreement, productCode } = subscription
  const whom = Agreement.match(agreement, {
    License: ({ buyer }) => ({ buyer, licenseId: licenseIdOf(subscription) }),
    Product: ({ buyer }) => ({ buyer, licenseId: `l-${subscription.account}`, productCode }),
    Legacy: ({ customerIdentifier }) => ({ customerIdentifier, productCode })
  })
  return AgreementEvent.make({
    _tag: tag,
    eventId: yield* freshName("event"),
    at: at(`${day}T${clock}:00Z`),
    ...whom
  })
})

const arnOf = ({ agreement }: Subscription): string =>
  agreement._tag === "License" ? agreement.licenseArn : ""

export const licenseIdOf = (subscription: Subscription): string => Agreement.licenseId(arnOf(subscription))

/** The events that a decision upon the account gets to see. */
export const seenBy = Effect.fnUntraced(function* ({ account }: Subscription) {
  const inbox = yield* AgreementInbox
  const seen: Array<AgreementEvent> = []
  yield* inbox.follow(account, (_, { events }) => {
    seen.splice(0, seen.length, ...events)
    return []
  })
  return seen
})

export const endsOf = Effect.fnUntraced(function* (account: string) {
  const registry = yield* SubscriptionRegistry
  return (yield* registry.subscriptionsOf(account)).map(({ activeUntil }) => activeUntil)
})

export const isParked = Effect.fnUntraced(function* ({ eventId }: AgreementEvent) {
  const inbox = yield* AgreementInbox
  return (yield* inbox.parked({ eventsMax: 10_000 })).some((event) => event.eventId === eventId)
})
