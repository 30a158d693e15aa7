import { Agreement, Catalogue, linkAccount, recordUsage, sealHours, Subscription } from "@tallyhour/core"
import { Clock, DateTime, Effect, Layer } from "effect"

/** The instant at which the clock of the senders starts: an ordinary noon, far from the end of a month. */
export const noon = Date.parse("2026-04-15T12:20:00Z")

/** The products of the backlog; what a product meters is in none of the others. */
export const productCodes: ReadonlyArray<string> = ["4ml54db8vrmjuykaw1psroool", "9qz31kx7ncftobw2ue5ydhgiz"]

/** The region of the backlog. */
export const region = "us-east-1"

const dimensions = 50

/** How many whole hours lie behind `noon` that can be sent still. */
const hours = 20

/** What one record is about. */
export interface Draft {
  readonly account: string
  readonly dimension: string
  /** The start of its hour, in epoch seconds. */
  readonly hour: number
  readonly productCode: string
}

/**
 * Returns what a backlog is about: one record for each account, dimension and hour.
 *
 * - **Order**: by hour, so that what AWS stops taking first stands first.
 * - **Shape**: `products` of 1 or 2 share the records evenly.
 */
export const draftsOf = ({
  products = 1,
  records
}: {
  readonly products?: number
  readonly records: number
}): ReadonlyArray<Draft> => {
  const perHour = Math.ceil(records / hours)
  return Array.from({ length: records }, (_, n) => {
    const [age, place] = [Math.floor(n / perHour), n % perHour]
    const product = place % products
    const slot = Math.floor(place / products)
    return {
      account: accountOf(Math.floor(slot / dimensions)),
      dimension: `p${product}-dimension-${slot % dimensions}`,
      hour: (Math.floor(noon / 3_600_000) - hours + age) * 3_600,
      productCode: productCodes[product]!
    }
  })
}

const accountOf = (number: number): string => String(100_000_000_000 + number)

/** The catalogue that maps the meters of the backlog to dimensions of the same names. */
export const catalogue = Catalogue.layer({
  products: productCodes.map((code, product) => ({
    code,
    meters: Array.from({ length: dimensions }, (_, n) => ({ name: `p${product}-dimension-${n}` }))
  }))
})

/** Records a unit of usage for each draft and seals it all, in the order against the deadlines, so that none is given. */
export const seal = Effect.fnUntraced(function* (drafts: ReadonlyArray<Draft>) {
  const accounts = new Map(drafts.map((draft) => [`${draft.account} ${draft.productCode}`, draft]))
  for (const { account, productCode } of accounts.values())
    yield* linkAccount(subscriptionOf(account, productCode))
  for (let last = drafts.length; last > 0; last -= perCall) {
    yield* recordUsage(drafts.slice(Math.max(0, last - perCall), last).map(usageOf))
  }
  return yield* sealHours()
})

const perCall = 1_000

const subscriptionOf = (account: string, productCode: string) =>
  Subscription.make({
    account,
    productCode,
    agreement: Agreement.make({ _tag: "Product", buyer: account }),
    region,
    activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
  })

const usageOf = ({ account, dimension, hour }: Draft) => ({
  eventId: `${account}/${dimension}/${hour}`,
  account,
  meter: dimension,
  quantity: 1,
  occurredAt: hour
})

/** A clock that starts at `noon` and goes on as the real one does. */
export const clockFromNoon: Layer.Layer<never> = Layer.effect(
  Clock.Clock,
  Effect.map(Clock.Clock, (real): Clock.Clock => {
    const started = real.currentTimeMillisUnsafe()
    const millis = () => noon + real.currentTimeMillisUnsafe() - started
    const nanos = () => BigInt(millis()) * 1_000_000n
    return {
      currentTimeMillis: Effect.sync(millis),
      currentTimeMillisUnsafe: millis,
      currentTimeNanos: Effect.sync(nanos),
      currentTimeNanosUnsafe: nanos,
      monotonicTimeNanos: real.monotonicTimeNanos,
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      sleep: (duration) => real.sleep(duration)
    }
  })
)
