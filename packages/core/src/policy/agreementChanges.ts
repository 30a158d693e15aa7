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
    if (because === undefined) return []
    const { activeUntil } = subscription
    if (endsAt !== undefined && (activeUntil === undefined || Instant.isBefore(endsAt, activeUntil)))
      return [{ subscription, activeUntil: endsAt, because }]
    if (activeUntil === undefined || isSame(activeUntil, endsAt)) return []
    if (!isOfEvent(subscription, known.events)) return []
    const until = soonest(endsAt, nextBeginning(subscription, own))
    if (isSame(activeUntil, until) || !canReopen(subscription, until, { ...known, own })) return []
    return [{ subscription, ...(until !== undefined && { activeUntil: until }), because }]
  })

/** Whether an event set the end, rather than a person or a cut-over. */
const isOfEvent = (subscription: Subscription, events: ReadonlyArray<AgreementEvent>): boolean =>
  events.some(
    (event) =>
      meaningOf(event) === "ends" &&
      concerns(event, subscription) &&
      isSame(event.at, subscription.activeUntil)
  )

/** A cut-over that is planned stays where it was. */
const nextBeginning = (subscription: Subscription, own: ReadonlyArray<Subscription>): Instant | undefined =>
  own
    .filter((other) => other !== subscription && other.productCode === subscription.productCode)
    // One that is never in force leaves room.
    .filter((other) => other.overlaps(other))
    .map(({ activeFrom }) => activeFrom)
    .find((activeFrom) => !Instant.isBefore(activeFrom, subscription.activeUntil ?? activeFrom))

const canReopen = (
  subscription: Subscription,
  until: Instant | undefined,
  {
    ofBuyer,
    own
  }: { readonly ofBuyer: ReadonlyArray<Subscription>; readonly own: ReadonlyArray<Subscription> }
): boolean => {
  const { activeUntil: _, ...fields } = subscription
  const reopened = Subscription.make({ ...fields, ...(until !== undefined && { activeUntil: until }) })
  const others = own.filter((other) => other !== subscription)
  return linkProblem(reopened, { ofBuyer, own: others, owner: subscription.account }) === undefined
}

const soonest = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Instant.min(one, other)

const isSame = (one: Instant | undefined, other: Instant | undefined): boolean =>
  one?.epochMilliseconds === other?.epochMilliseconds
