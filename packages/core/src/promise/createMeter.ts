import { Duration, Effect, Fiber, Layer, Logger, ManagedRuntime, Result } from "effect"
import type { Agreement } from "../model/Agreement.ts"
import { Balance } from "../model/Balance.ts"
import { Catalogue, type CatalogueInput } from "../model/Catalogue.ts"
import { Instant } from "../model/Instant.ts"
import { Quantity } from "../model/Quantity.ts"
import { Subscription } from "../model/Subscription.ts"
import { Books, type Unbilled } from "../port/Books.ts"
import { SubscriptionRegistry } from "../port/SubscriptionRegistry.ts"
import type { Appended, UsageOutbox } from "../port/UsageOutbox.ts"
import type { UsageTransport } from "../port/UsageTransport.ts"
import { meteringWorker, type WorkerOptions } from "../program/meteringWorker.ts"
import { recordUsage, type UsageEventInput } from "../program/recordUsage.ts"
import type { MeteringStore } from "./MeteringStore.ts"

/** What a meter is made of. */
export interface MeterOptions<Transaction> {
  readonly catalogue: CatalogueInput
  readonly store: MeteringStore<Transaction>
  readonly transport: Layer.Layer<UsageTransport>
  /** Receives every log line; to the console when absent. Never receives a secret. */
  readonly log?: (level: string, message: string) => void
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
  /** Starts sealing and sending in this process, beside any number of other workers. */
  readonly startWorker: (options?: Partial<WorkerOptions>) => RunningWorker
  /** Stops all workers of this meter and gives back what it holds. */
  readonly close: () => Promise<void>
}

/**
 * Joins a catalogue, a store and a transport to a meter whose methods return Promises.
 *
 * - **Errors**: throws `CatalogueInvalid` at once, with every problem found.
 */
export const createMeter = <Transaction>(options: MeterOptions<Transaction>): MeterHandle<Transaction> => {
  const catalogue = Result.getOrThrow(Catalogue.fromInput(options.catalogue))
  const services = Layer.mergeAll(
    Layer.succeed(Catalogue, catalogue),
    options.store.layer,
    options.transport,
    options.log === undefined ? Layer.empty : Logger.layer([hostLogger(options.log)])
  )
  const runtime = ManagedRuntime.make(services)
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
      runtime.runPromise(recordUsage(events).pipe(Effect.provide(outboxOf(options.store, transaction)))),
    link: (input) => runtime.runPromise(link(input)),
    end: (account, productCode, activeUntil) => runtime.runPromise(end(account, productCode, activeUntil)),
    balances: () =>
      runtime.runPromise(Effect.flatMap(Books, (books) => Effect.map(books.balances, reportBalances))),
    unbilled: () =>
      runtime.runPromise(Effect.flatMap(Books, (books) => Effect.map(books.unbilled, reportUnbilled))),
    migrate: () => runtime.runPromise(options.store.migrate),
    startWorker,
    close: async () => {
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
  const activeFrom = yield* instantOf("activeFrom", input.activeFrom)
  const registry = yield* SubscriptionRegistry
  yield* registry.link(Subscription.make({ ...input, activeFrom }))
})

const end = Effect.fnUntraced(function* (
  account: string,
  productCode: string,
  until: string | number | Date
) {
  const activeUntil = yield* instantOf("activeUntil", until)
  const registry = yield* SubscriptionRegistry
  yield* registry.end({ account, productCode, activeUntil })
})

const instantOf = (field: string, value: unknown) =>
  Effect.mapError(Effect.fromResult(Instant.parse(value)), (problem) => new TypeError(`${field} ${problem}`))

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

const hostLogger = (log: (level: string, message: string) => void) =>
  Logger.make(({ logLevel, message }) =>
    log(logLevel, Array.isArray(message) ? message.map(String).join(" ") : String(message))
  )
