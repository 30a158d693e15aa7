import { makeMarketplaceEmulator, memoryTransport } from "@tallyhour/adapter-memory"
import {
  type AgreementEvent,
  Allowance,
  Catalogue,
  cutOver,
  endSubscription,
  followAgreement,
  type Instant,
  linkAccount,
  meteringPass,
  type Quantity,
  RecordReview,
  ReporterStore,
  Subscription,
  UsageOutbox,
  watchDeadlines
} from "@tallyhour/core"
import { clockAt, exampleProduct, exampleRegion, quantity } from "@tallyhour/core/testing"
import { Clock, DateTime, Effect, Logger } from "effect"
import type { OpenStore } from "./testDatabase.ts"
import { buyerOfAccount } from "./yearsOfHistory.ts"

/** Some hours in which things happen, to six running accounts from the first on and to a new one. */
export interface Stretch {
  readonly begins: Instant
  /** Ends in 1, as the numbers of running accounts do. */
  readonly first: number
}

/** Does what recorders, workers, reporters and those who hear of agreements do from hour to hour, each thing at least once. */
export const walkEveryHotPath = ({ store }: Pick<OpenStore, "store">, stretch: Stretch): Promise<void> =>
  Effect.runPromise(
    everythingIn(stretch).pipe(
      Effect.provide([
        store.layer,
        store.reporters,
        memoryTransport(marketplace(stretch)),
        catalogue,
        Logger.layer([])
      ])
    )
  )

const idleProduct = "7idle4prodwithzerorecs"

const meters = [
  { name: "requests", guard: { times: 10 } },
  { name: "seats", aggregation: "max" },
  { name: "gauge", aggregation: "time-weighted" }
] as const

const catalogue = Catalogue.layer({
  products: [
    { code: exampleProduct, meters },
    { code: idleProduct, meters: [{ name: "beats" }], zeroRecords: true }
  ]
})

const marketplace = (stretch: Stretch) => {
  const emulator = makeMarketplaceEmulator()
  for (const [code, dimensions] of [
    [exampleProduct, meters.map(({ name }) => name)],
    [idleProduct, ["beats"]]
  ] as const) {
    emulator.control("seed_product", { code, dimensions, kind: "saas" })
    for (const one of Object.values(accountsIn(stretch)))
      emulator.control("seed_customer", { product_code: code, account_id: buyerOfAccount(one) })
  }
  return emulator
}

const accountsIn = ({ first }: Stretch) => ({
  early: first,
  late: first + 10,
  ending: first + 20,
  leaving: first + 30,
  busy: first + 40,
  changing: first + 50,
  newcomer: first + 7_000_000
})

const everythingIn = Effect.fnUntraced(function* (stretch: Stretch) {
  const { busy, changing, early, ending, late, leaving, newcomer } = accountsIn(stretch)
  const instant = (time: string) => {
    const [hours, minutes] = time.split(":").map(Number)
    return DateTime.add(stretch.begins, { hours: hours!, minutes: minutes! })
  }
  const record = (time: string, of: ReadonlyArray<number>, units?: Quantity) =>
    recordOf(instant(time), of, units)
  const pass = (time: string) =>
    atInstant(instant(time))(Effect.andThen(meteringPass({ concurrency: 2 }), watchDeadlines()))
  const hear = (_tag: "Subscribed" | "Unsubscribed", time: string) =>
    atInstant(instant(time))(followAgreement(word(_tag, leaving, instant(time))))

  yield* linkNewcomer(newcomer, stretch.begins)
  yield* cutOver({
    ...accountOf(changing),
    buyer: buyerOfAccount(changing),
    from: instant("2:00"),
    licenseArn: `arn:aws:license-manager::294406891311:license:l-${changing}`
  })
  yield* record("0:30", [early, late, ending, leaving])
  // A repeat.
  yield* record("0:30", [early, late])
  yield* pass("1:20")
  // For an hour that is sealed, for a month that is over, in time, and far too much.
  yield* record("0:40", [early, late])
  yield* recordOf(DateTime.subtract(instant("0:40"), { days: 11 }), [late])
  yield* record("1:40", [early, late, ending, leaving, busy, newcomer])
  yield* record("1:45", [busy, changing], quantity("100000"))
  yield* endSubscription({ ...accountOf(ending), activeUntil: instant("1:50") })
  yield* hear("Unsubscribed", "1:55")
  yield* pass("2:20")
  yield* hear("Subscribed", "2:25")
  yield* reviewed(instant("2:25"))
  yield* pass("2:40")
  const reporters = yield* ReporterStore
  // One that is new, and once more.
  for (const _ of [1, 2])
    yield* reporters.modify(`reporter of ${newcomer}`, (state) => [undefined, { ...state }])
})

const accountOf = (n: number) => ({ account: `account-${n}`, productCode: exampleProduct })

const atInstant = (instant: Instant) => Effect.provideService(Clock.Clock, clockAt(instant))

const linkNewcomer = Effect.fnUntraced(function* (newcomer: number, activeFrom: Instant) {
  const shared = {
    ...accountOf(newcomer),
    activeFrom,
    agreement: { _tag: "Product", buyer: buyerOfAccount(newcomer) },
    region: exampleRegion
  } as const
  const allowances = [Allowance.make({ meter: "requests", quantity: quantity("0.5"), period: "month" })]
  yield* linkAccount(Subscription.make({ ...shared, allowances }))
  yield* linkAccount(Subscription.make({ ...shared, productCode: idleProduct }))
})

/** Records usage of each meter, one event by itself and the others together. */
const recordOf = Effect.fnUntraced(function* (
  occurredAt: Instant,
  of: ReadonlyArray<number>,
  units: Quantity = quantity("2.5")
) {
  const outbox = yield* UsageOutbox
  const events = of.flatMap((n) =>
    meters.map((meter) => ({
      eventId: `${n}/${meter.name}/${occurredAt.epochMilliseconds}`,
      account: accountOf(n).account,
      meter: meter.name,
      quantity: units,
      occurredAt,
      tags: [],
      aggregation: "aggregation" in meter ? meter.aggregation : ("sum" as const),
      property: ""
    }))
  )
  yield* outbox.append(events.slice(0, 1), occurredAt)
  yield* outbox.append(events, occurredAt)
})

const word = (_tag: "Subscribed" | "Unsubscribed", of: number, instant: Instant): AgreementEvent => {
  const fields = {
    at: instant,
    buyer: buyerOfAccount(of),
    eventId: `${_tag}/${of}`,
    productCode: exampleProduct
  }
  return _tag === "Subscribed" ? { ...fields, _tag, isFreeTrial: false } : { ...fields, _tag }
}

const reviewed = Effect.fnUntraced(function* (now: Instant) {
  const review = yield* RecordReview
  const [first, second] = yield* review.withheld(now)
  if (first === undefined || second === undefined) return yield* Effect.die("too little is withheld")
  yield* review.release(first.record.dedupKey, now)
  yield* review.withdraw(second.record.dedupKey, "a mistake", now)
})
