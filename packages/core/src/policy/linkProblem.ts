import { Equal } from "effect"
import { DedupKey } from "../model/DedupKey.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { Product } from "../model/Product.ts"
import type { Subscription } from "../model/Subscription.ts"

/**
 * Says why a subscription contradicts what is linked already, or undefined when it does not.
 *
 * - **Shape**: `own` are the other subscriptions of its account; `owner` is the account that its agreement belongs to.
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
 *     linkProblem(acme, { own: [], owner: undefined }) // => undefined
 *     linkProblem(acme, { own: [], owner: "bolt" }) // => "the agreement belongs to another account"
 *     linkProblem(acme, { own: [acme], owner: "acme" })
 *     // => "it is already subscribed to product 4ml54db8vrmju at that time; end that subscription first"
 */
export const linkProblem = (
  subscription: Subscription,
  linked: { readonly own: ReadonlyArray<Subscription>; readonly owner: string | undefined }
): string | undefined => {
  if (linked.owner !== undefined && linked.owner !== subscription.account) {
    return "the agreement belongs to another account"
  }
  return linked.own.some(
    (other) => other.productCode === subscription.productCode && other.overlaps(subscription)
  )
    ? `it is already subscribed to product ${subscription.productCode} at that time; end that subscription first`
    : undefined
}

/**
 * Says why a subscription does not fit the catalogue, or undefined when it does.
 *
 * An event names a meter and no product, so an account must not have one meter in two products at one time.
 *
 * - **Shape**: `own` are the other subscriptions of its account.
 *
 * **Example** (A product that nobody has described)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *
 *     catalogueProblem(acme, { own: [], products: [] }) // => "product \"4ml54db8vrmju\" is not in the catalogue"
 *     catalogueProblem(acme, { own: [], products: [{ code: "4ml54db8vrmju", meters: [] }] }) // => undefined
 */
export const catalogueProblem = (
  subscription: Subscription,
  context: { readonly own: ReadonlyArray<Subscription>; readonly products: ReadonlyArray<Product> }
): string | undefined => {
  const metersOf = (productCode: string) =>
    context.products.find(({ code }) => code === productCode)?.meters.map(({ name }) => name)
  const meters = metersOf(subscription.productCode)
  if (meters === undefined)
    return `product ${JSON.stringify(subscription.productCode)} is not in the catalogue`
  const others = context.own.filter(
    (other) => other.productCode !== subscription.productCode && other.overlaps(subscription)
  )
  const shared = meters.find((meter) => others.some((other) => metersOf(other.productCode)?.includes(meter)))
  return shared === undefined
    ? undefined
    : `meter ${JSON.stringify(shared)} would stand for two products it is subscribed to; give the meters names of their own`
}

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
        Equal.equals(other.activeFrom, subscription.activeFrom))
  )

/**
 * Names an agreement within its region, the same text for the same agreement: what an account owns.
 *
 * - **Shape**: a name to compare and to keep, not to take apart.
 *
 * **Example** (Two regions, two agreements)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const renamed = Subscription.make({ ...acme, account: "acme-inc" })
 *     const elsewhere = Subscription.make({ ...acme, region: "eu-central-1" })
 *
 *     agreementKey(renamed) === agreementKey(acme) // => true
 *     agreementKey(elsewhere) === agreementKey(acme) // => false
 */
export const agreementKey = ({ agreement, productCode, region }: Subscription): string =>
  DedupKey.of({ agreement, productCode, region, dimension: "-", hour: MeteringHour.make(0) })
