import { Cause, Duration, Effect, Fiber, Layer, Logger, ManagedRuntime, Result, Schema } from "effect"
import type { Agreement } from "../model/Agreement.ts"
import { Balance } from "../model/Balance.ts"
import { Catalogue, type CatalogueInput } from "../model/Catalogue.ts"
import { Instant } from "../model/Instant.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Settlement } from "../model/Settlement.ts"
import { Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { Books, type Unbilled } from "../port/Books.ts"
import type { Appended, UsageOutbox } from "../port/UsageOutbox.ts"
import type { UsageTransport } from "../port/UsageTransport.ts"
import {
  meteringPass,
  meteringWorker,
  type PassReport,
  type WorkerOptions
} from "../program/meteringWorker.ts"
import { recordUsage, type UsageEventInput } from "../program/recordUsage.ts"
import { endSubscription } from "../program/endSubscription.ts"
import { linkAccount } from "../program/linkAccount.ts"
import { hostClock } from "./hostClock.ts"
import type { MeteringStore } from "./MeteringStore.ts"

/** What a meter is made of. */
export interface MeterOptions<Transaction> {
  /** The products, their meters and the policy. */
  readonly catalogue: CatalogueInput
  /** Where usage and records are kept: `postgresStore(pool)`, or `memoryStore()` in tests. */
  readonly store: MeteringStore<Transaction>
  /** How records reach AWS: `awsTransport()`, or `memoryTransport(emulator)` in tests. */
  readonly transport: Layer.Layer<UsageTransport>
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => void
  /** The time in epoch milliseconds, for tests and replays; the system's when absent. */
  readonly now?: () => number
}

/** An account and what it bought, as `link` takes it; instants as RFC 3339, Date or epoch seconds. */
export interface SubscriptionInput {
  readonly account: string
  readonly productCode: string
  readonly agreement: Agreement
  readonly region: string
  readonly activeFrom: string | number | Date
}

/** A balance with its quantities as decimal strings, and what is left unexplained: always `"0"`. */
export type BalanceReport = { readonly [Field in keyof Balance]: string } & { readonly unexplained: string }

/** Usage that will not be billed, with its quantity as a decimal string. */
export type UnbilledReport = { readonly [Field in keyof Unbilled]: string }

/** What one pass did: records given up as too late, sealed, accepted, to be sent again, and dead or in doubt. */
export interface PassSummary {
  readonly expired: number
  readonly sealed: number
  readonly accepted: number
  readonly retried: number
  readonly failed: number
}

/** A running worker. */
export interface RunningWorker {
  /** Stops it: the request on the wire is settled first, for at most ten seconds; what is left is found by the next. */
  readonly stop: () => Promise<void>
}

/** The metering programs for code without Effect: every method returns a Promise and rejects with a typed error. */
export interface MeterHandle<Transaction> {
  /** Records one or more usage events in your transaction. All or none; repeat it with the same ids when in doubt. */
  readonly record: (
    transaction: Transaction,
    events: UsageEventInput | ReadonlyArray<UsageEventInput>
  ) => Promise<Appended>
  /** Links an account to its agreement, so that its usage is billed to it. The same again changes nothing. */
  readonly link: (subscription: SubscriptionInput) => Promise<void>
  /** Ends the running subscription of an account to a product at an instant. */
  readonly end: (account: string, productCode: string, activeUntil: string | number | Date) => Promise<void>
  /** Returns where all usage stands, by account and meter. */
  readonly balances: () => Promise<ReadonlyArray<BalanceReport>>
  /** Returns what will not be billed, with the reasons. */
  readonly unbilled: () => Promise<ReadonlyArray<UnbilledReport>>
  /** Creates or updates the tables of the store. */
  readonly migrate: () => Promise<void>
  /** Does everything that is due now, once: for schedulers and functions that cannot keep a worker running. */
  readonly pass: () => Promise<PassSummary>
  /** Starts sealing and sending in this process, beside any number of other workers. */
  readonly startWorker: (options?: Partial<WorkerOptions>) => RunningWorker
  /** Stops all workers of this meter and gives back what it holds. */
  readonly close: () => Promise<void>
}

/**
 * Joins a catalogue, a store and a transport to a meter whose methods return Promises.
 *
 * - **Errors**: throws `CatalogueInvalid` at once, with every problem found.
 *
 * **Example** (From a transaction to the bill)
 *
 *     import { makeMarketplaceEmulator, memoryStore, memoryTransport } from "@tallyhour/adapter-memory"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const store = memoryStore()
 *     const meter = createMeter({
 *       catalogue: { products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] },
 *       store,
 *       transport: memoryTransport(emulator),
 *       now: () => Date.parse("2026-03-10T12:20:00Z")
 *     })
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const acme = { account: "acme", productCode: "4ml54db8vrmju", agreement, region: "us-east-1" }
 *     await meter.link({ ...acme, activeFrom: "2026-01-01T00:00:00Z" })
 *
 *     const occurredAt = "2026-03-10T11:30:00Z"
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: "2.5", occurredAt }
 *     const transaction = store.begin()
 *     await meter.record(transaction, usage) // => { recorded: 1, alreadyRecorded: [] }
 *     transaction.commit()
 *
 *     await meter.pass() // => { expired: 0, sealed: 1, accepted: 1, retried: 0, failed: 0 }
 *     const [balance] = await meter.balances()
 *     balance?.accepted // => "2"
 *     balance?.carried // => "0.5"
 *     await meter.close()
 */
export const createMeter = <Transaction>(options: MeterOptions<Transaction>): MeterHandle<Transaction> => {
  const catalogue = Result.getOrThrow(Catalogue.fromInput(options.catalogue))
  const services = Layer.mergeAll(
    Layer.succeed(Catalogue, catalogue),
    options.store.layer,
    options.transport,
    options.log === undefined ? Layer.empty : Logger.layer([hostLogger(options.log)]),
    options.now === undefined ? Layer.empty : hostClock(options.now)
  )
  const runtime = ManagedRuntime.make(services)
  let isClosed = false
  const run: typeof runtime.runPromise = (effect, how) =>
    isClosed
      ? Promise.reject(new Error("This meter is closed; create another one."))
      : runtime.runPromise(effect, how)
  const workers = new Set<RunningWorker>()
  const startWorker = (pace?: Partial<WorkerOptions>): RunningWorker => {
    const fiber = runtime.runFork(meteringWorker(pace))
    const worker: RunningWorker = {
      stop: async () => {
        workers.delete(worker)
        await Effect.runPromise(Effect.timeoutOption(Fiber.interrupt(fiber), stopPatience))
      }
    }
    workers.add(worker)
    return worker
  }
  return {
    record: (transaction, events) =>
      run(recordUsage(events).pipe(Effect.provide(outboxOf(options.store, transaction)))),
    link: (input) => run(link(input)),
    end: (account, productCode, activeUntil) => run(end(account, productCode, activeUntil)),
    balances: () => run(Effect.flatMap(Books, (books) => Effect.map(books.balances, reportBalances))),
    unbilled: () => run(Effect.flatMap(Books, (books) => Effect.map(books.unbilled, reportUnbilled))),
    migrate: () => run(options.store.migrate),
    pass: () => run(Effect.map(meteringPass(), summaryOf)),
    startWorker,
    close: async () => {
      isClosed = true
      await Promise.all([...workers].map((worker) => worker.stop()))
      await runtime.dispose()
    }
  }
}

const stopPatience = Duration.seconds(10)

// Each transaction is another one, so its layer must be built afresh and never be remembered.
const outboxOf = <Transaction>(
  store: MeteringStore<Transaction>,
  transaction: Transaction
): Layer.Layer<UsageOutbox> => Layer.fresh(store.layerIn(transaction))

const link = Effect.fnUntraced(function* (input: SubscriptionInput) {
  const activeFrom = yield* instantOf(input.account, "activeFrom", input.activeFrom)
  const subscription = yield* Effect.mapError(
    decodeSubscription({ ...input, activeFrom }),
    (problem) => new SubscriptionInvalid({ account: input.account, problem: problem.message })
  )
  yield* linkAccount(subscription)
})

const decodeSubscription = Schema.decodeUnknownEffect(Subscription, { errors: "all" })

const end = Effect.fnUntraced(function* (
  account: string,
  productCode: string,
  until: string | number | Date
) {
  const activeUntil = yield* instantOf(account, "activeUntil", until)
  yield* endSubscription({ account, activeUntil, productCode })
})

const instantOf = (account: string, field: string, value: unknown) =>
  Effect.mapError(
    Effect.fromResult(Instant.parse(value)),
    (problem) => new SubscriptionInvalid({ account, problem: `${field} ${problem}` })
  )

const summaryOf = ({ expired, sealed, settled }: PassReport): PassSummary => {
  const count = (...tags: ReadonlyArray<Settlement["_tag"]>) =>
    settled.filter(({ settlement }) => tags.includes(settlement._tag)).length
  return {
    expired,
    sealed,
    accepted: count("Settled", "SettledEarlier"),
    retried: count("Retry"),
    failed: count("Dead", "InDoubt")
  }
}

const reportBalances = (balances: ReadonlyArray<Balance>): ReadonlyArray<BalanceReport> =>
  balances.map((balance) => ({
    account: balance.account,
    meter: balance.meter,
    recorded: Quantity.format(balance.recorded),
    open: Quantity.format(balance.open),
    carried: Quantity.format(balance.carried),
    pending: Quantity.format(balance.pending),
    accepted: Quantity.format(balance.accepted),
    dead: Quantity.format(balance.dead),
    held: Quantity.format(balance.held),
    writtenOff: Quantity.format(balance.writtenOff),
    unexplained: Quantity.format(Balance.unexplained(balance))
  }))

const reportUnbilled = (unbilled: ReadonlyArray<Unbilled>): ReadonlyArray<UnbilledReport> =>
  unbilled.map((row) => ({ ...row, quantity: Quantity.format(row.quantity) }))

// A log that throws must not stop the metering, and has nobody left to complain to.
const hostLogger = (log: (level: string, message: string) => void) =>
  Logger.make(({ cause, logLevel, message }) => {
    const words = Array.isArray(message) ? message.map(String) : [String(message)]
    try {
      log(logLevel, [...words, ...(cause.reasons.length > 0 ? [Cause.pretty(cause)] : [])].join(" "))
    } catch {
      return
    }
  })
