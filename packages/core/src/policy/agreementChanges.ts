import { DateTime } from "effect"
import type { AgreementChange } from "../model/AgreementChange.ts"
import type { AgreementEvent } from "../model/AgreementEvent.ts"
import { Instant } from "../model/Instant.ts"
import { Subscription } from "../model/Subscription.ts"
import { agreementStanding, concerns, meaningOf } from "./agreementStanding.ts"
import { linkProblem } from "./linkProblem.ts"

/**
 * Returns how the subscriptions of an account must change so that they say what the events of their agreements say.
 *
 * - **Shape**: `own` are the account's subscriptions; `ofBuyer` are those of any account that name the same buyers. An end
 *   that did not come from an event, such as that of a cut-over, only ever moves to an earlier instant. One that did is
 *   taken back when a later event says so, unless that would meter a buyer twice. The same for every order and repetition
 *   of the events; nothing, once it is done.
 *
 * **Example** (A license is deprovisioned; then nothing is left to be done)
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
 *     const at = DateTime.makeUnsafe("2026-03-10T12:10:00Z")
 *     const events = [AgreementEvent.make({ _tag: "LicenseDeprovisioned", at, eventId: "e-1", licenseId: "l-1b2c" })]
 *     const ended = Subscription.make({ ...acme, activeUntil: at })
 *
 *     agreementChanges([acme], { events, ofBuyer: [acme] }).map(({ activeUntil }) => activeUntil === at) // => [true]
 *     agreementChanges([ended], { events, ofBuyer: [ended] }) // => []
 */
export const agreementChanges = (
  own: ReadonlyArray<Subscription>,
  known: { readonly events: ReadonlyArray<AgreementEvent>; readonly ofBuyer: ReadonlyArray<Subscription> }
): ReadonlyArray<AgreementChange> =>
  own.flatMap((subscription) => {
    const { because, endsAt } = agreementStanding(subscription, known.events)
    const { activeUntil } = subscription
    const until = soonest(endsAt, latestEnd(subscription, { ...known, own }))
    if (because === undefined || isSame(until, activeUntil)) return []
    // An end is never refused; what would run longer must still fit what is linked.
    const isSooner = isSame(until, soonest(until, activeUntil))
    return isSooner || canRun(subscription, until, { ...known, own })
      ? [{ subscription, ...untilField(until), because }]
      : []
  })

/** Until when a subscription may run, whatever events say; undefined where nothing but an event has ended it. */
const latestEnd = (
  subscription: Subscription,
  {
    events,
    own
  }: { readonly events: ReadonlyArray<AgreementEvent>; readonly own: ReadonlyArray<Subscription> }
): Instant | undefined => {
  const { activeUntil, productCode } = subscription
  const end = events.find(
    (event) => meaningOf(event) === "ends" && concerns(event, subscription) && isSame(event.at, activeUntil)
  )
  if (end === undefined) return activeUntil
  // A cut-over that is planned stays where it was. One that is never in force leaves room.
  const next = own.filter((other) => other.productCode === productCode && other.overlaps(other))
  return soonest(
    ...next.map(({ activeFrom }) => activeFrom).filter((from) => !Instant.isBefore(from, end.at))
  )
}

const canRun = (
  subscription: Subscription,
  until: Instant | undefined,
  {
    ofBuyer,
    own
  }: { readonly ofBuyer: ReadonlyArray<Subscription>; readonly own: ReadonlyArray<Subscription> }
): boolean => {
  const { activeUntil: _, ...fields } = subscription
  const running = Subscription.make({ ...fields, ...untilField(until) })
  const others = own.filter((other) => other !== subscription)
  return linkProblem(running, { ofBuyer, own: others, owner: subscription.account }) === undefined
}

const untilField = (until: Instant | undefined): { readonly activeUntil?: Instant } =>
  until === undefined ? {} : { activeUntil: until }

const soonest = (...instants: ReadonlyArray<Instant | undefined>): Instant | undefined =>
  instants.flatMap((instant) => instant ?? []).toSorted(DateTime.Order)[0]

const isSame = (one: Instant | undefined, other: Instant | undefined): boolean =>
  one?.epochMilliseconds === other?.epochMilliseconds
