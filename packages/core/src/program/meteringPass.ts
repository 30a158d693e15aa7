import { DateTime, Effect, Logger, Option } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { DedupKey } from "../model/DedupKey.ts"
import { Instant } from "../model/Instant.ts"
import type { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { guardedLoggers } from "../policy/guardedLoggers.ts"
import { sealableAt } from "../policy/sealableAt.ts"
import { RecordLedger } from "../port/RecordLedger.ts"
import { UsageTransport } from "../port/UsageTransport.ts"
import { batchesDue } from "./batchesDue.ts"
import { checkClock } from "./checkClock.ts"
import { gatheredSettling } from "./gatheredSettling.ts"
import { hastenEnded } from "./hastenEnded.ts"
import { sayAccess } from "./sayAccess.ts"
import { sealHours } from "./sealHours.ts"
import type { Settled } from "./settleBatch.ts"
import { submitBatch } from "./submitBatch.ts"
import { throughCircuits } from "./throughCircuits.ts"
import { paceOf, type WorkerOptions } from "./WorkerOptions.ts"

/** What one pass did, and when the next one has work to do by the clock. */
export interface PassReport {
  /** How many records were given up because their deadline has passed. */
  readonly expired: number
  /** What was not sent because its product or account is in dry run. */
  readonly rehearsed: ReadonlyArray<DedupKey>
  /** How many records sealing made. */
  readonly sealed: number
  /** What became of each record that was sent. */
  readonly settled: ReadonlyArray<Settled>
  /** None while nothing waits for a certain instant; usage that is yet to come may change that at any time. */
  readonly nextAt: Option.Option<Instant>
}

/**
 * How many full requests are leased at once at least.
 *
 * The last request of each product and region in a lease is not full, so few large leases use AWS's quota better than many
 * small ones. What a slow service leaves of them is given back in time.
 */
const requestsLeasedMin = 12

/**
 * Does everything that is due now: ends what is past its deadline, seals, and sends and settles each due record once.
 *
 * After a minute of sending it begins no new round; what is left is due for the next pass.
 *
 * - **Guarantees**: it may die between any two steps, and run beside any number of others; no record is in two hands.
 * - **Errors**: `StoreError`; the next pass goes on from the rows. Before anything is done `WorkerOptionsInvalid`, and
 *   `ClockSkewed` when AWS's clock contradicts ours.
 *
 * **Example** (From usage to the bill; the half unit waits for the next hour)
 *
 *     import { makeMarketplaceEmulator, memoryStore, memoryTransport } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const emulator = makeMarketplaceEmulator()
 *     emulator.control("seed_product", { code: "4ml54db8vrmju", dimensions: ["pages"], kind: "saas" })
 *     emulator.control("seed_customer", { product_code: "4ml54db8vrmju", account_id: "111111111111" })
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:15:00Z"))
 *       yield* recordUsage(usage)
 *       const { sealed, settled } = yield* meteringPass()
 *       return [sealed, settled.map(({ settlement }) => settlement._tag)]
 *     })
 *     const here = Layer.mergeAll(
 *       memoryStore().layer,
 *       memoryTransport(emulator),
 *       Catalogue.layer({ products }),
 *       TestClock.layer()
 *     )
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => [1, ["Settled"]]
 *     emulator.accepted().map(({ quantity }) => quantity) // => [2]
 */
export const meteringPass = Effect.fn("meteringPass")((options: Partial<WorkerOptions> = {}) =>
  Effect.updateService(onePass(options), Logger.CurrentLoggers, guardedLoggers)
)

const onePass = Effect.fnUntraced(function* (options: Partial<WorkerOptions>) {
  const { concurrency } = yield* Effect.fromResult(paceOf(options))
  yield* checkClock(yield* UsageTransport, (yield* Catalogue).policy)
  const expired = yield* expireRecords()
  const { nextOpenHour, records: sealed } = yield* sealHours()
  yield* hastenEnded()
  // After sealing, so that what it made is due in this very pass, and a long sealing takes no time from sending.
  const dueBy = yield* DateTime.now
  const rehearsed: Array<DedupKey> = []
  const settled: Array<Settled> = []
  const { giveBackRest, nextBatch } = yield* batchesDue({
    ahead: concurrency,
    dueBy,
    recordsMax: Math.max(concurrency, requestsLeasedMin) * MeteringLimits.recordsMax,
    rehearsed
  })
  const settling = gatheredSettling(settled)
  // A request that is on its way has an answer worth hearing, so stopping waits for it and for its settlement.
  const sendNext = Effect.uninterruptible(
    Effect.gen(function* () {
      const next = yield* nextBatch
      if (next === undefined) return false
      yield* settling.settle(next.lease, yield* sendBatch(next.batch))
      return true
    })
  )
  // Each hand takes the next batch as soon as it is free, so that no slow answer keeps the others waiting.
  const hand = Effect.gen(function* () {
    while (yield* sendNext);
  })
  yield* Effect.all(
    Array.from({ length: concurrency }, () => hand),
    { concurrency, discard: true }
  ).pipe(Effect.ensuring(Effect.ignore(giveBackRest)), Effect.ensuring(Effect.ignoreCause(settling.rest)))
  yield* settling.rest
  const report: PassReport = { expired, rehearsed, sealed, settled, nextAt: yield* nextAt(nextOpenHour) }
  return report
})

const sendBatch = (batch: UsageBatch) =>
  throughCircuits(batch, submitBatch).pipe(Effect.tap((verdicts) => sayAccess(batch.region, verdicts)))

const expireRecords = Effect.fnUntraced(function* () {
  const now = yield* DateTime.now
  const { policy } = yield* Catalogue
  const ledger = yield* RecordLedger
  const expired = yield* ledger.expire({ deadlineUntil: DateTime.addDuration(now, policy.safetyMargin), now })
  for (const { reason, record, state } of expired) {
    yield* Effect.logError(`Record ${record.dedupKey} of ${record.quantity} units is ${state}: ${reason}`)
  }
  return expired.length
})

const nextAt = Effect.fnUntraced(function* (nextOpenHour: MeteringHour | undefined) {
  const { policy } = yield* Catalogue
  const ledger = yield* RecordLedger
  const due = yield* ledger.nextDueAt
  if (nextOpenHour === undefined) return due
  const sealing = sealableAt(nextOpenHour, policy)
  return Option.some(
    Option.match(due, { onNone: () => sealing, onSome: (instant) => Instant.min(sealing, instant) })
  )
})
