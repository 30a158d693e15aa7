import { DateTime, Duration, Effect, Fiber, Layer, Logger, ManagedRuntime, Result } from "effect"
import type { AgreementEvent } from "../model/AgreementEvent.ts"
import { Catalogue } from "../model/Catalogue.ts"
import type { DeadlineAlert } from "../model/DeadlineAlert.ts"
import { Instant } from "../model/Instant.ts"
import { WorkerOptionsInvalid } from "../model/WorkerOptionsInvalid.ts"
import { workerProblems } from "../policy/workerProblems.ts"
import { Books } from "../port/Books.ts"
import { RecordReview } from "../port/RecordReview.ts"
import { UsageOutbox } from "../port/UsageOutbox.ts"
import { cutOver } from "../program/cutOver.ts"
import { forecastCutOver } from "../program/forecastCutOver.ts"
import { followAgreement } from "../program/followAgreement.ts"
import { gatheredOutbox } from "../program/gatheredOutbox.ts"
import { meteringPass } from "../program/meteringPass.ts"
import { meteringWorker } from "../program/meteringWorker.ts"
import type { WorkerOptions } from "../program/WorkerOptions.ts"
import { recordUsage } from "../program/recordUsage.ts"
import { endSubscription } from "../program/endSubscription.ts"
import { linkAccount } from "../program/linkAccount.ts"
import { watchDeadlines } from "../program/watchDeadlines.ts"
import { hostClock } from "./hostClock.ts"
import { hostLogger } from "./hostLogger.ts"
import type {
  CutOverInput,
  ForecastInput,
  MeterHandle,
  MeterOptions,
  RunningWorker,
  SubscriptionInput
} from "./MeterHandle.ts"
import { readAgreementEvent } from "./readAgreementEvent.ts"
import { readCutOver, readForecast } from "./readCutOver.ts"
import { readEnd } from "./readEnd.ts"
import { readKey } from "./readKey.ts"
import { readReason } from "./readReason.ts"
import { readSubscription } from "./readSubscription.ts"
import {
  reportAlert,
  reportBalances,
  reportFollowed,
  reportForecast,
  reportUnbilled,
  reportWithheld,
  summaryOf
} from "./reports.ts"
import { tellEach } from "./tellEach.ts"

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
 *     await meter.record(transaction, usage) // => { recorded: 1, alreadyRecorded: [], late: [] }
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
    Layer.provideMerge(gatheredOutbox, options.store.layer),
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
  const heard = alertsTo(options.onAlert)
  const watch = watchDeadlines()
  const startWorker = (pace?: Partial<WorkerOptions>): RunningWorker => {
    const problems = workerProblems({ ...pace })
    if (problems.length > 0) throw new WorkerOptionsInvalid({ problems })
    const fiber = runtime.runFork(meteringWorker({ ...pace, onAlert: heard }))
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
      run(Effect.provideService(recordUsage(events), UsageOutbox, options.store.outboxIn(transaction))),
    recordAlone: (events) => run(recordUsage(events)),
    link: (input) => run(link(input)),
    end: (account, productCode, activeUntil) => run(end(account, productCode, activeUntil)),
    follow: (event) => run(Effect.map(follow(event), reportFollowed)),
    cutOver: (input) => run(Effect.map(cutOverTo(input), DateTime.formatIso)),
    forecastCutOver: (input) => run(Effect.map(forecast(input), reportForecast)),
    withheld: () => run(Effect.map(withheldNow, reportWithheld)),
    release: (dedupKey) => run(review((port, now) => port.release(readKey(dedupKey), now))),
    withdraw: (dedupKey, reason) =>
      run(review((port, now) => port.withdraw(readKey(dedupKey), readReason(reason), now))),
    balances: () => run(Effect.flatMap(Books, (books) => Effect.map(books.balances, reportBalances))),
    unbilled: () => run(Effect.flatMap(Books, (books) => Effect.map(books.unbilled, reportUnbilled))),
    migrate: () => run(options.store.migrate),
    pass: () => run(Effect.tap(Effect.map(meteringPass(), summaryOf), () => Effect.flatMap(watch, heard))),
    startWorker,
    close: async () => {
      isClosed = true
      await Promise.all([...workers].map((worker) => worker.stop()))
      await runtime.dispose()
    }
  }
}

const stopPatience = Duration.seconds(10)

const link = (input: SubscriptionInput) =>
  Effect.flatMap(Effect.fromResult(readSubscription(input)), linkAccount)

const end = (...given: Parameters<MeterHandle<never>["end"]>) =>
  Effect.flatMap(Effect.fromResult(readEnd(...given)), endSubscription)

const cutOverTo = (input: CutOverInput) => Effect.flatMap(Effect.fromResult(readCutOver(input)), cutOver)

const forecast = (input: ForecastInput) =>
  Effect.flatMap(Effect.fromResult(readForecast(input)), forecastCutOver)

const follow = (event: AgreementEvent) =>
  Effect.flatMap(Effect.fromResult(readAgreementEvent(event)), followAgreement)

const review = Effect.fnUntraced(function* <A, E>(
  act: (port: RecordReview["Service"], now: Instant) => Effect.Effect<A, E>
) {
  return yield* act(yield* RecordReview, yield* DateTime.now)
})

const withheldNow = review((port, now) => port.withheld(now))

const alertsTo = (onAlert: MeterOptions<never>["onAlert"]) => {
  const tell = tellEach(onAlert, "Nobody could be told of usage near its deadline.")
  return (alerts: ReadonlyArray<DeadlineAlert>) => tell(alerts.map(reportAlert))
}
