import { DateTime, Order } from "effect"
import { Agreement } from "../model/Agreement.ts"
import type { AgreementEvent } from "../model/AgreementEvent.ts"
import { Instant } from "../model/Instant.ts"
import type { Subscription } from "../model/Subscription.ts"

/** What events make of an agreement. */
export interface AgreementStanding {
  /** When it last began, as far as is known. */
  readonly since: Instant
  /** When it ended and AWS's final hour began; absent while it runs. */
  readonly endsAt?: Instant
  /** The event that decided; absent where none did. */
  readonly because?: AgreementEvent
}

/**
 * Returns what all events that are known make of a subscription's agreement.
 *
 * It ends with the first event that says so after the last one that says it runs. Who comes back within the final hour
 * therefore never left. An end and a beginning at one instant are an end, because AWS tells of a license that changed even
 * where what changed is that it ended.
 *
 * - **Shape**: the same for every order and repetition of the events; those of other agreements, and kinds that decide
 *   nothing, change nothing. An agreement in an older form runs while one license of the buyer for the product does.
 *
 * **Example** (Gives up at ten past twelve, and comes back)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Legacy", customerIdentifier: "X01EXAMPLEX" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const buyer = { customerIdentifier: "X01EXAMPLEX", productCode: "4ml54db8vrmju" }
 *     const at = DateTime.makeUnsafe("2026-03-10T12:10:00Z")
 *     const left = AgreementEvent.make({ _tag: "UnsubscribePending", eventId: "m-1", at, ...buyer })
 *     const back = AgreementEvent.make({
 *       _tag: "Subscribed", eventId: "m-2", at: DateTime.makeUnsafe("2026-03-10T12:30:00Z"), isFreeTrial: false, ...buyer
 *     })
 *
 *     agreementStanding(acme, [left]).endsAt === at // => true
 *     agreementStanding(acme, [back, left, left]).endsAt // => undefined
 */
export const agreementStanding = (
  subscription: Subscription,
  events: ReadonlyArray<AgreementEvent>
): AgreementStanding => {
  const own = events.filter((event) => concerns(event, subscription))
  const lines = linesOf(own).map((line) => standingOf(subscription.activeFrom, line))
  return lines.reduce(latest)
}

/**
 * Whether an event tells of the agreement of a subscription.
 *
 * **Example** (By license, however it is spelt)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: {
 *         _tag: "License",
 *         buyer: "111111111111",
 *         licenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c"
 *       },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const event = { eventId: "e-1", at: acme.activeFrom }
 *
 *     concerns(AgreementEvent.make({ _tag: "LicenseUpdated", ...event, licenseId: "l-1b2c" }), acme) // => true
 *     concerns(AgreementEvent.make({ _tag: "LicenseUpdated", ...event, licenseId: "l-2" }), acme) // => false
 */
export const concerns = (event: AgreementEvent, { agreement, productCode }: Subscription): boolean => {
  const isOfBuyer = (buyer: string | undefined) =>
    buyer !== undefined && event.buyer === buyer && event.productCode === productCode
  return Agreement.match(agreement, {
    License: ({ buyer, licenseArn }) =>
      event.licenseId === Agreement.licenseId(licenseArn) && (event.buyer ?? buyer) === buyer,
    Product: ({ buyer }) => isOfBuyer(buyer),
    Legacy: ({ buyer, customerIdentifier }) =>
      isOfBuyer(buyer) ||
      (event.customerIdentifier === customerIdentifier && event.productCode === productCode)
  })
}

/**
 * What an event says of an agreement: that it runs, that it has ended, or nothing of either.
 *
 * **Example** (A failed subscription is none)
 *
 *     const event = { eventId: "e-1", at: DateTime.makeUnsafe("2026-03-10T12:10:00Z") }
 *
 *     meaningOf(AgreementEvent.make({ _tag: "LicenseDeprovisioned", ...event })) // => "ends"
 *     meaningOf(AgreementEvent.make({ _tag: "SubscribeFailed", ...event })) // => "nothing"
 */
export const meaningOf = (event: AgreementEvent): "runs" | "ends" | "nothing" => meanings[event._tag]

const meanings: { readonly [Tag in AgreementEvent["_tag"]]: "runs" | "ends" | "nothing" } = {
  Amended: "nothing",
  Created: "nothing",
  Ended: "nothing",
  EntitlementUpdated: "nothing",
  LicenseDeprovisioned: "ends",
  LicenseUpdated: "runs",
  Subscribed: "runs",
  SubscribeFailed: "nothing",
  Unknown: "nothing",
  UnsubscribePending: "ends",
  Unsubscribed: "ends"
}

/** The events of each license in the order of their ids, with those that name none, which tell of all. */
const linesOf = (events: ReadonlyArray<AgreementEvent>): ReadonlyArray<ReadonlyArray<AgreementEvent>> => {
  const ofNone = events.filter(({ licenseId }) => licenseId === undefined)
  const licenses = [...new Set(events.flatMap(({ licenseId }) => licenseId ?? []))].sort()
  return licenses.length === 0
    ? [ofNone]
    : licenses.map((license) => [...events.filter(({ licenseId }) => licenseId === license), ...ofNone])
}

const standingOf = (activeFrom: Instant, line: ReadonlyArray<AgreementEvent>): AgreementStanding => {
  const starts = line.filter((event) => meaningOf(event) === "runs").toSorted(byInstant)
  const last = starts.at(-1)
  // Whoever links an account says that the agreement runs from there; what is older is of an earlier life.
  const since = Instant.max(activeFrom, ...starts.map(({ at }) => at))
  const end = line
    .filter((event) => meaningOf(event) === "ends" && !Instant.isBefore(event.at, since))
    .toSorted(byInstant)[0]
  if (end !== undefined) return { since, endsAt: end.at, because: end }
  return last === undefined || Instant.isBefore(last.at, activeFrom) ? { since } : { since, because: last }
}

// The id decides between events of one instant, so that their order says nothing.
const byInstant = (one: AgreementEvent, other: AgreementEvent): number =>
  DateTime.Order(one.at, other.at) || Order.String(one.eventId, other.eventId)

/** That of the two which runs, or runs longer. */
const latest = (one: AgreementStanding, other: AgreementStanding): AgreementStanding => {
  if (one.endsAt === undefined && other.endsAt === undefined)
    return Instant.isBefore(one.since, other.since) ? other : one
  if (one.endsAt === undefined) return one
  return other.endsAt === undefined || Instant.isBefore(one.endsAt, other.endsAt) ? other : one
}
