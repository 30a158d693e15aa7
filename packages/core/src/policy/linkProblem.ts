import { Equal } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { Subscription } from "../model/Subscription.ts"
import { agreementKey, buyerOf } from "./agreementKey.ts"

/**
 * Says why a subscription contradicts what is linked already, or undefined when it does not.
 *
 * One buyer metered in two forms, or in two regions, is billed twice by AWS, so neither can be linked at one time.
 *
 * - **Shape**: `own` are the other subscriptions of its account; `owner` is the account that its agreement belongs to;
 *   `ofBuyer` are the subscriptions of any account that name the same buyer and product.
 *   The answer goes on from "Account … cannot be linked:".
 *
 * **Example** (An agreement belongs to one account)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *
 *     linkProblem(acme, { ofBuyer: [], own: [], owner: undefined }) // => undefined
 *     linkProblem(acme, { ofBuyer: [], own: [], owner: "bolt" }) // => "the agreement belongs to another account"
 *     linkProblem(acme, { ofBuyer: [], own: [acme], owner: "acme" })
 *     // => "it is already subscribed to product 4ml54db8vrmju at that time; end that subscription first"
 */
export const linkProblem = (
  subscription: Subscription,
  linked: {
    readonly ofBuyer: ReadonlyArray<Subscription>
    readonly own: ReadonlyArray<Subscription>
    readonly owner: string | undefined
  }
): string | undefined => {
  if (linked.owner !== undefined && linked.owner !== subscription.account) {
    return "the agreement belongs to another account"
  }
  const changed = changedAgreement(subscription, linked.own)
  if (changed !== undefined) return changed
  const rival = linked.ofBuyer.find(
    (other) =>
      other.account !== subscription.account &&
      other.agreement._tag !== subscription.agreement._tag &&
      sharesHour(other, subscription)
  )
  if (rival !== undefined) {
    return (
      `account ${JSON.stringify(rival.account)} meters the same buyer by ${formOf(rival)} at that time, and AWS would bill ` +
      "both; end that subscription where this one begins"
    )
  }
  return linked.own.some(
    (other) => other.productCode === subscription.productCode && other.overlaps(subscription)
  )
    ? `it is already subscribed to product ${subscription.productCode} at that time; end that subscription first`
    : undefined
}

/** An agreement has one buyer, product and region for ever, which its key need not show. */
const changedAgreement = (
  subscription: Subscription,
  own: ReadonlyArray<Subscription>
): string | undefined => {
  const key = agreementKey(subscription)
  const linked = own.filter((other) => agreementKey(other) === key)
  const same = linked[0]
  if (same === undefined) return undefined
  // A customer identifier may have been linked before anybody said whose it is.
  const known = linked.map(({ agreement }) => buyerOf(agreement)).find((buyer) => buyer !== undefined)
  if (known !== undefined && buyerOf(subscription.agreement) !== known)
    return `the ${nameOf(same)} is linked with buyer ${known}, and no ${nameOf(same)} has two buyers; name that one`
  if (same.productCode !== subscription.productCode)
    return `the license is one for product ${same.productCode}, and no license is for two products`
  return same.region === subscription.region
    ? undefined
    : `the agreement is metered in ${same.region}, and AWS would bill the same usage again in ${subscription.region}`
}

/** AWS bills by the hour: two subscriptions that meet within one both meter it. */
const sharesHour = (left: Subscription, right: Subscription): boolean =>
  MeteringHour.of(left.activeFrom) <= lastHour(right) && MeteringHour.of(right.activeFrom) <= lastHour(left)

const lastHour = ({ activeUntil }: Subscription): number =>
  activeUntil === undefined ? Infinity : MeteringHour.of(Instant.ofMillis(activeUntil.epochMilliseconds - 1))

const nameOf = ({ agreement }: Subscription): string =>
  agreement._tag === "License" ? "license" : "customer identifier"

const formOf = ({ agreement }: Subscription): string => agreement._tag.toLowerCase()

/**
 * Whether a subscription is linked already; that it has ended since makes it no other.
 *
 * - **Shape**: `own` are the subscriptions of its account.
 *
 * **Example** (The same link at every start of a backend)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const ended = Subscription.make({ ...acme, activeUntil: DateTime.makeUnsafe("2026-03-10T12:00:00Z") })
 *
 *     isLinked([ended], acme) // => true
 *     isLinked([acme], ended) // => false
 */
export const isLinked = (own: ReadonlyArray<Subscription>, subscription: Subscription): boolean =>
  own.some(
    (other) =>
      Equal.equals(other, subscription) ||
      (subscription.activeUntil === undefined &&
        agreementKey(other) === agreementKey(subscription) &&
        other.productCode === subscription.productCode &&
        buyerOf(other.agreement) === buyerOf(subscription.agreement) &&
        other.region === subscription.region &&
        Equal.equals(other.allowances, subscription.allowances) &&
        Equal.equals(other.activeFrom, subscription.activeFrom))
  )
