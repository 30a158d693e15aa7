import { makeMarketplaceEmulator, memoryStore, startEmulator } from "@tallyhour/adapter-memory"
import { testMarketplace } from "@tallyhour/adapter-memory/testing"
import {
  type Agreement,
  Books,
  Catalogue,
  meteringPass,
  Quantity,
  RecordLedger,
  recordUsage,
  Subscription,
  SubscriptionRegistry,
  UsageTransport
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, freshAgreement, freshName } from "@tallyhour/core/testing"
import { Clock, DateTime, Effect, Fiber, Layer, Logger, Option } from "effect"
import { TestClock } from "effect/testing"
import { canaryCredentials } from "../../../tooling/canaries/canaries.ts"
import { type AwsTransportOptions } from "../src/AwsTransportOptions.ts"
import { awsTransport } from "../src/AwsUsageTransport.ts"
import { openGate } from "./Gate.ts"

const credentials = canaryCredentials

/** A store in memory, and the AWS SDK that reaches an emulator over HTTP through a gate, all by one test clock. */
export const aServedMarket = Effect.fnUntraced(function* (
  options: { readonly aws?: AwsTransportOptions; readonly now?: string } = {}
) {
  const now = at(options.now ?? "2026-03-10T12:20:00Z")
  yield* TestClock.setTime(DateTime.toEpochMillis(now))
  const clock = yield* Clock.Clock
  const emulator = makeMarketplaceEmulator({ clock: () => clock.currentTimeMillisUnsafe() })
  const marketplace = testMarketplace(emulator, now)
  // The marketplace of the laws holds its clock still; here it goes with ours.
  emulator.setTime({ now: now.epochMilliseconds / 1000 })
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => startEmulator({ emulator })),
    ({ close }) => Effect.promise(close)
  )
  const gate = yield* Effect.acquireRelease(
    Effect.promise(() => openGate(server.url)),
    ({ stop }) => Effect.promise(stop)
  )
  const said: Array<string> = []
  const wire = { requests: 0 }
  const through = (aws: AwsTransportOptions) =>
    counting(wire, awsTransport({ credentials, endpoint: gate.url, ...aws }))
  const standing = Layer.mergeAll(
    memoryStore().layer,
    Layer.orDie(
      Catalogue.layer({
        products: [{ code: exampleProduct, meters: [{ name: "requests" }, { name: "misspelt" }] }]
      })
    ),
    Logger.layer([
      Logger.make(({ logLevel, message }) => {
        said.push(`${logLevel} ${String(message)}`)
      })
    ])
  )
  return {
    drive: <A, E, R>(effect: Effect.Effect<A, E, R>) => drive(wire, effect),
    emulator,
    errors: () => said.filter((line) => line.startsWith("Error")),
    gate,
    layer: Layer.merge(
      yield* Layer.build(standing).pipe(Effect.map(Layer.succeedContext)),
      through({ ...options.aws })
    ),
    marketplace,
    /** One pass, and what became of the records that were sent. */
    pass: drive(wire, meteringPass()).pipe(
      Effect.map(({ settled }) => settled.map(({ settlement }) => settlement))
    ),
    /** Lets AWS know a dimension under another name. */
    renameTo: (dimension: string) =>
      Effect.sync(() =>
        emulator.control("seed_product", {
          code: exampleProduct,
          dimensions: ["requests", dimension],
          kind: "saas"
        })
      ),
    /** Lets an account subscribe that AWS knew without a subscription. */
    subscribe: (account: string) =>
      Effect.gen(function* () {
        const registry = yield* SubscriptionRegistry
        const [subscription] = yield* registry.subscriptionsOf(account)
        yield* marketplace.seed({
          agreement: subscription!.agreement,
          dimensions: ["requests"],
          isSubscribed: true,
          productCode: exampleProduct
        })
      }),
    through,
    /** Passes, one a minute, until no record waits; they must be few. */
    untilSettled: untilSettled(wire)
  }
})

/** Everything of a market that a test may need. */
export type ServedMarket = Effect.Success<ReturnType<typeof aServedMarket>>

/** Subscribes fresh accounts, each of which used something in the hour that has just ended. */
export const buyersWithUsage = Effect.fnUntraced(function* (
  { marketplace }: ServedMarket,
  options: {
    readonly count?: number
    readonly form?: Agreement["_tag"]
    readonly isKnownToAws?: boolean
    readonly isSubscribed?: boolean
    readonly meter?: string
    readonly occurredAt?: string
  } = {}
) {
  const { count = 25, form = "License", meter = "requests", occurredAt = "2026-03-10T11:30:00Z" } = options
  const registry = yield* SubscriptionRegistry
  const accounts: Array<string> = []
  for (let i = 0; i < count; i++) {
    const agreement = yield* freshAgreement(form)
    if (options.isKnownToAws ?? true)
      yield* marketplace.seed({
        agreement,
        dimensions: ["requests"],
        isSubscribed: options.isSubscribed ?? true,
        productCode: exampleProduct
      })
    const account = yield* freshName("account")
    const activeFrom = at("2026-01-01T00:00:00Z")
    yield* registry.link(
      Subscription.make({
        account,
        activeFrom,
        agreement,
        productCode: exampleProduct,
        region: exampleRegion
      })
    )
    yield* recordUsage({ account, eventId: yield* freshName("event"), meter, occurredAt, quantity: 7 })
    accounts.push(account)
  }
  return accounts
})

/** How many units of all accounts are where; what is nowhere is left out. */
export const totals = Effect.map(
  Effect.flatMap(Books, ({ balances }) => balances),
  (rows) => {
    const sums: Record<string, bigint> = {}
    for (const row of rows)
      for (const [name, units] of Object.entries(row))
        if (typeof units === "bigint" && units !== 0n) sums[name] = (sums[name] ?? 0n) + units
    return Object.fromEntries(
      Object.entries(sums).map(([name, units]) => [name, Number(units / Quantity.ofUnits(1))])
    )
  }
)

/** How many of each kind there are. */
export const tally = (words: ReadonlyArray<{ readonly _tag: string }>): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(words, ({ _tag }) => _tag)].map(([word, all]) => [word, all.length]))

/** Goes through an effect in virtual time, which stands still while anything is on the wire. */
const drive = Effect.fnUntraced(function* <A, E, R>(
  wire: { readonly requests: number },
  effect: Effect.Effect<A, E, R>
) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    if (wire.requests === 0 && fiber.pollUnsafe() === undefined) yield* TestClock.adjust("50 millis")
  }
  return yield* Fiber.join(fiber)
})

const untilSettled = Effect.fnUntraced(function* (wire: { readonly requests: number }) {
  const ledger = yield* RecordLedger
  for (let passes = 0; passes < 60; passes++) {
    yield* drive(wire, meteringPass())
    if (Option.isNone(yield* ledger.nextDueAt)) return
    yield* TestClock.adjust("1 minute")
  }
  throw new Error("records still wait after an hour")
})

const counting = (wire: { requests: number }, transport: Layer.Layer<UsageTransport>) => {
  const counted = <A, E>(request: Effect.Effect<A, E>) =>
    Effect.acquireUseRelease(
      Effect.sync(() => (wire.requests += 1)),
      () => request,
      () => Effect.sync(() => (wire.requests -= 1))
    )
  return Layer.effect(
    UsageTransport,
    Effect.map(UsageTransport, (real) => ({
      awaitQuota: real.awaitQuota,
      clockSkew: counted(real.clockSkew),
      submit: (batch) => counted(real.submit(batch))
    }))
  ).pipe(Layer.provide(transport))
}
