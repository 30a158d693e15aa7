import type { Product } from "../model/Product.ts"
import { showValue } from "../model/showValue.ts"
import type { Subscription } from "../model/Subscription.ts"

/**
 * Says why a subscription does not fit the catalogue, or undefined when it does.
 *
 * Allowances are for meters of the product. An event names a meter and no product, so an account must not have one meter in
 * two products at one time.
 *
 * - **Shape**: `own` are the other subscriptions of its account. The answer goes on from "The subscription of account … is
 *   wrong:".
 *
 * **Example** (An allowance for a meter that the product lacks)
 *
 *     const meters = [{ name: "pages" }]
 *     const { products } = Result.getOrThrow(Catalogue.fromInput({ products: [{ code: "4ml54db8vrmju", meters }] }))
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z"),
 *       allowances: [{ meter: "page", quantity: Quantity.ofUnits(100), period: "month" }]
 *     })
 *
 *     subscriptionProblem(acme, { own: [], products })
 *     // => "it includes \"page\", which is no meter of the product; it has pages"
 */
export const subscriptionProblem = (
  subscription: Subscription,
  context: { readonly own: ReadonlyArray<Subscription>; readonly products: ReadonlyArray<Product> }
): string | undefined => {
  const metersOf = (productCode: string) =>
    context.products.find(({ code }) => code === productCode)?.meters.map(({ name }) => name)
  const meters = metersOf(subscription.productCode)
  if (meters === undefined) return `product ${showValue(subscription.productCode)} is not in the catalogue`
  const unmetered = subscription.allowances?.find((allowance) => !meters.includes(allowance.meter))
  if (unmetered !== undefined)
    return `it includes ${showValue(unmetered.meter)}, which is no meter of the product; it has ${meters.join(", ")}`
  const others = context.own.filter(
    (other) => other.productCode !== subscription.productCode && other.overlaps(subscription)
  )
  const shared = meters.find((meter) => others.some((other) => metersOf(other.productCode)?.includes(meter)))
  return shared === undefined
    ? undefined
    : `meter ${JSON.stringify(shared)} would stand for two products it is subscribed to; give the meters names of their own`
}
