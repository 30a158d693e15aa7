import { Result, Schema } from "effect"
import type { CutOver, CutOverPlan } from "../model/CutOver.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { schemaProblems } from "../model/schemaProblems.ts"
import { showValue } from "../model/showValue.ts"
import { Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { agreementKey, buyerOf } from "./agreementKey.ts"

/**
 * Decides what cutting an account over to a license comes to, given all its subscriptions.
 *
 * - **Shape**: what the contract includes goes along, counted from where it began.
 * - **Errors**: `SubscriptionInvalid` when nothing runs that could be cut over, or the license is another buyer's.
 *
 * **Example** (A license that is to hold from ten past twelve)
 *
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const license = {
 *       account: "acme",
 *       buyer: "111111111111",
 *       from: DateTime.makeUnsafe("2026-03-10T12:10:00Z"),
 *       licenseArn: "arn:aws:license-manager::294406891311:license:l-1b2c",
 *       productCode: "4ml54db8vrmju"
 *     }
 *
 *     const plan = Result.getOrThrow(planCutOver([acme], license))
 *     DateTime.formatIso(plan.from) // => "2026-03-10T13:00:00.000Z"
 *     plan.due?.agreement._tag // => "License"
 */
export const planCutOver = (
  own: ReadonlyArray<Subscription>,
  cutOver: CutOver
): Result.Result<CutOverPlan, SubscriptionInvalid> => {
  const { account, buyer, licenseArn, productCode } = cutOver
  const ofProduct = own.filter((other) => other.productCode === productCode)
  const license = agreementKey({ agreement: { _tag: "License", buyer, licenseArn }, productCode })
  const done = ofProduct.find((other) => agreementKey(other) === license)
  if (done !== undefined) return Result.succeed({ from: done.activeFrom })
  const from = fullHourFrom(cutOver.from)
  const refuse = (problem: string) => Result.fail(new SubscriptionInvalid({ account, problem }))
  const before = ofProduct.find((other) => isOlderForm(other) && endsAt(other, from))
  if (before === undefined)
    return refuse(
      `no subscription of product ${showValue(productCode)} runs that is metered by product or customer identifier`
    )
  const known = buyerOf(before.agreement)
  if (known !== undefined && known !== buyer)
    return refuse(`its buyer is ${known}, and the license is for ${showValue(buyer, { isBare: true })}`)
  if (!Instant.isBefore(before.activeFrom, from))
    return refuse("its subscription begins at that instant or later")
  return Result.map(byLicense(before, { buyer, from, licenseArn }), (due) => ({ from, due }))
}

/** Whether a subscription is metered by product or customer identifier, as those before the license are. */
export const isOlderForm = ({ agreement }: Subscription): boolean => agreement._tag !== "License"

/** Returns the first full hour's beginning at an instant or after it: AWS bills by the hour, so one that has begun stays as it is. */
export const fullHourFrom = (from: Instant): Instant => {
  const hour = MeteringHour.of(from)
  const start = MeteringHour.start(hour)
  return Instant.isBefore(start, from) ? MeteringHour.end(hour) : start
}

// It runs, or a call that died had ended it already.
const endsAt = ({ activeUntil }: Subscription, instant: Instant): boolean =>
  activeUntil === undefined || activeUntil.epochMilliseconds === instant.epochMilliseconds

const byLicense = (
  before: Subscription,
  { buyer, from, licenseArn }: Pick<CutOver, "buyer" | "from" | "licenseArn">
): Result.Result<Subscription, SubscriptionInvalid> => {
  const { activeUntil: _, allowances, ...fields } = before
  const contract = allowances?.map((one) => ({ ...one, since: one.since ?? before.activeFrom }))
  const agreement = { _tag: "License", buyer, licenseArn }
  return Result.mapError(
    decode({ ...fields, agreement, activeFrom: from, ...(contract && { allowances: contract }) }),
    (error) =>
      new SubscriptionInvalid({
        account: before.account,
        problem: schemaProblems(error)
          .map(({ field, problem }) => `${field} ${problem}`)
          .join("; ")
      })
  )
}

const decode = Schema.decodeUnknownResult(Subscription, { errors: "all" })
