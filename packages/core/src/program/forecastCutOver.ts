import { Effect, Result } from "effect"
import type { CutOver, CutOverForecast } from "../model/CutOver.ts"
import { Instant } from "../model/Instant.ts"
import type { Subscription } from "../model/Subscription.ts"
import { fullHourFrom, isOlderForm, planCutOver } from "../policy/planCutOver.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/** How many accounts are read at a time. */
const accountsMax = 500

/**
 * Says what cutting the accounts of a product over to their licenses would do, and changes nothing.
 *
 * - **Shape**: one row for each account that is metered by product or customer identifier at that instant, in order, then one
 *   for each other account that a license is given for. A row has an instant or a problem, never both; two different
 *   licenses for one account are a problem.
 * - **Errors**: `StoreError`. That a license belongs to another account is for `cutOver` to refuse.
 *
 * **Example** (Two accounts are affected, and a license is known for one of them)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const linked = (account: string, buyer: string) =>
 *       Subscription.make({
 *         account,
 *         productCode: "4ml54db8vrmju",
 *         agreement: { _tag: "Product", buyer },
 *         region: "us-east-1",
 *         activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *       })
 *     const licenseArn = "arn:aws:license-manager::294406891311:license:l-1b2c"
 *     const program = Effect.gen(function* () {
 *       const registry = yield* SubscriptionRegistry
 *       yield* registry.link(linked("acme", "111111111111"))
 *       yield* registry.link(linked("bolt", "222222222222"))
 *       const forecast = yield* forecastCutOver({
 *         from: DateTime.makeUnsafe("2026-03-10T12:00:00Z"),
 *         licenses: [{ account: "acme", buyer: "111111111111", licenseArn }],
 *         productCode: "4ml54db8vrmju"
 *       })
 *       return forecast.map(({ account, from, problem }) => [account, from !== undefined, problem])
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryStore().layer)))
 *     // => [["acme", true, undefined], ["bolt", false, "no license is given for it"]]
 */
export const forecastCutOver = Effect.fn("forecastCutOver")(function* (options: {
  readonly from: Instant
  readonly licenses: ReadonlyArray<License>
  readonly productCode: string
}) {
  const { from, licenses, productCode } = options
  const registry = yield* SubscriptionRegistry
  const given = Map.groupBy(licenses, ({ account }) => account)
  const instant = fullHourFrom(from)
  const forecasts: Array<CutOverForecast> = []
  const forecast = (account: string, own: ReadonlyArray<Subscription>) => {
    const outlook = outlookOf(own, given.get(account) ?? [], { from, productCode })
    given.delete(account)
    const agreement = own.find(
      (one) => one.productCode === productCode && isOlderForm(one) && runsAt(one, instant)
    )?.agreement
    forecasts.push({ account, ...(agreement && { agreement }), ...outlook })
  }
  let after = ""
  while (true) {
    const page = yield* registry.inOlderForm({ accountsMax, after, instant, productCode })
    for (const [account, own] of Map.groupBy(page, (one) => one.account)) forecast(account, own)
    const last = page.at(-1)
    if (last === undefined) break
    after = last.account
  }
  for (const account of given.keys()) forecast(account, yield* registry.subscriptionsOf(account))
  return forecasts
})

type License = Pick<CutOver, "account" | "buyer" | "licenseArn">

const outlookOf = (
  own: ReadonlyArray<Subscription>,
  [license, ...others]: ReadonlyArray<License>,
  options: Pick<CutOver, "from" | "productCode">
): Pick<CutOverForecast, "from" | "problem"> => {
  if (license === undefined) return { problem: "no license is given for it" }
  // Whichever came last in a list is no reason to bill by it.
  if (!others.every((other) => isSame(license, other))) return { problem: "two licenses are given for it" }
  return Result.match(planCutOver(own, { ...license, ...options }), {
    onFailure: ({ problem }) => ({ problem }),
    onSuccess: ({ from }) => ({ from })
  })
}

const isSame = (one: License, other: License): boolean =>
  one.buyer === other.buyer && one.licenseArn === other.licenseArn

const runsAt = ({ activeFrom, activeUntil }: Subscription, instant: Instant): boolean =>
  !Instant.isBefore(instant, activeFrom) &&
  (activeUntil === undefined || Instant.isBefore(instant, activeUntil))
