import { Effect, Schema } from "effect"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Agreement } from "../model/Agreement.ts"
import { schemaProblems } from "../model/schemaProblems.ts"
import { showValue } from "../model/showValue.ts"
import { Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { buyerOf } from "../policy/agreementKey.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"

/**
 * Moves the subscription of an account to a product over to the license form, from the next full hour on.
 *
 * Hours before that are metered in the old form, retries included, and hours from it on in the new one, so that none is
 * ever metered in both, which AWS would bill twice. Usage that comes late is counted in the new form.
 *
 * - **Shape**: returns the instant from which the license is used: `from`, or the start of the hour after it.
 * - **Guarantees**: the old form ends and the new one begins, or neither does.
 * - **Idempotence**: a cut-over that is done already is answered with its instant.
 * - **Errors**: `SubscriptionInvalid` when nothing runs that could be cut over, or the license is another buyer's;
 *   `SubscriptionConflict` when the license belongs to another account; `StoreError`.
 *
 * **Example** (A license that is to hold from ten past twelve)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
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
 *     const program = Effect.gen(function* () {
 *       const registry = yield* SubscriptionRegistry
 *       yield* registry.link(acme)
 *       const instant = yield* cutOver(license)
 *       const subscriptions = yield* registry.subscriptionsOf("acme")
 *       return [DateTime.formatIso(instant), subscriptions.map(({ agreement }) => agreement._tag)]
 *     })
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(memoryStore().layer)))
 *     // => ["2026-03-10T13:00:00.000Z", ["Product", "License"]]
 */
export const cutOver = Effect.fn("cutOver")(function* (options: {
  readonly account: string
  readonly buyer: string
  readonly from: Instant
  readonly licenseArn: string
  readonly productCode: string
}) {
  const { account, buyer, licenseArn, productCode } = options
  const registry = yield* SubscriptionRegistry
  const own = (yield* registry.subscriptionsOf(account)).filter((other) => other.productCode === productCode)
  const done = own.find((other) => isLicense(other, licenseArn))
  if (done !== undefined) return done.activeFrom
  const instant = fullHourFrom(options.from)
  const before = own.find((other) => isOlderForm(other) && endsAt(other, instant))
  if (before === undefined) return yield* nothingToCutOver(account, productCode)
  const known = buyerOf(before.agreement)
  if (known !== undefined && known !== buyer) {
    const problem = `its buyer is ${known}, and the license is for ${showValue(buyer, { isBare: true })}`
    return yield* new SubscriptionInvalid({ account, problem })
  }
  if (!Instant.isBefore(before.activeFrom, instant)) {
    return yield* new SubscriptionInvalid({
      account,
      problem: "its subscription begins at that instant or later"
    })
  }
  const { activeUntil: _, allowances, ...fields } = before
  const contract = allowances?.map((one) => ({ ...one, since: one.since ?? before.activeFrom }))
  const agreement = { _tag: "License", buyer, licenseArn }
  const after = yield* Effect.mapError(
    decode({ ...fields, agreement, activeFrom: instant, ...(contract && { allowances: contract }) }),
    (error) => {
      const [first] = schemaProblems(error)
      return new SubscriptionInvalid({ account, problem: `${first?.field} ${first?.problem}` })
    }
  )
  yield* registry.cutOver(after)
  return instant
})

const decode = Schema.decodeUnknownEffect(Subscription)

/** AWS bills by the hour, so one that has begun is still metered in the old form. */
const fullHourFrom = (from: Instant): Instant => {
  const hour = MeteringHour.of(from)
  const start = MeteringHour.start(hour)
  return Instant.isBefore(start, from) ? MeteringHour.end(hour) : start
}

const isLicense = ({ agreement }: Subscription, licenseArn: string): boolean =>
  agreement._tag === "License" &&
  Agreement.licenseId(agreement.licenseArn) === Agreement.licenseId(licenseArn)

const isOlderForm = ({ agreement }: Subscription): boolean => agreement._tag !== "License"

// It runs, or a call that died had ended it already.
const endsAt = ({ activeUntil }: Subscription, instant: Instant): boolean =>
  activeUntil === undefined || activeUntil.epochMilliseconds === instant.epochMilliseconds

const nothingToCutOver = (account: string, productCode: string) =>
  new SubscriptionInvalid({
    account,
    problem: `no subscription of product ${showValue(productCode)} runs that is metered by product or customer identifier`
  })
