import { DateTime, Duration, Effect, Option } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { Instant } from "../model/Instant.ts"
import type { Lease } from "../model/Lease.ts"
import type { MeteringHour } from "../model/MeteringHour.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { sealableAt } from "../policy/sealableAt.ts"
import { RecordLedger } from "../port/RecordLedger.ts"
import { leaseBatches } from "./leaseBatches.ts"
import { sealHours } from "./sealHours.ts"
import { type Settled, settleBatch } from "./settleBatch.ts"
import { submitBatch } from "./submitBatch.ts"

/** How a worker paces itself. */
export interface WorkerOptions {
  /** Requests in flight at once. */
  readonly concurrency: number
  /** The longest sleep between two passes, so that late usage is not left lying. */
  readonly pollInterval: Duration.Duration
}

const defaults: WorkerOptions = { concurrency: 4, pollInterval: Duration.seconds(30) }

/** What one pass did, and when the next one has work to do by the clock. */
export interface PassReport {
  readonly expired: number
  readonly sealed: number
  readonly settled: ReadonlyArray<Settled>
  /** None while nothing waits for a certain instant; usage that is yet to come may change that at any time. */
  readonly nextAt: Option.Option<Instant>
}

/** How long a pass goes on sending, so that answers which do not come cannot keep it from sealing what is due next. */
const passMax = Duration.minutes(1)

/**
 * Does everything that is due now: ends what is past its deadline, seals, and sends and settles each due record once.
 *
 * After a minute of sending it begins no new round; what is left is due for the next pass.
 *
 * - **Errors**: `StoreError`; the next pass goes on from the rows.
 */
export const meteringPass = Effect.fn("meteringPass")(function* (options: Partial<WorkerOptions> = {}) {
  const { concurrency } = { ...defaults, ...options }
  const expired = yield* expireRecords()
  const { nextOpenHour, records: sealed } = yield* sealHours()
  // After sealing, so that what it made is due in this very pass, and a long sealing takes no time from sending.
  const dueBy = yield* DateTime.now
  const settled: Array<Settled> = []
  const recordsMax = concurrency * MeteringLimits.recordsMax
  while (Instant.isBefore(yield* DateTime.now, DateTime.addDuration(dueBy, passMax))) {
    const { batches, lease } = yield* leaseBatches({ dueBy, recordsMax })
    if (batches.length === 0) break
    const written = yield* Effect.forEach(batches, (batch) => sendBatch(lease, batch), { concurrency })
    settled.push(...written.flat())
  }
  const report: PassReport = { expired, sealed, settled, nextAt: yield* nextAt(nextOpenHour) }
  return report
})

/**
 * Runs passes for ever: sleeps until the next one has work, wakes on time, and survives whatever a pass runs into.
 *
 * Any number of workers may run, in any number of processes. Interrupt it to stop: a batch on the wire is settled
 * first, no new one is begun.
 */
export const meteringWorker = Effect.fn("meteringWorker")(function* (options: Partial<WorkerOptions> = {}) {
  const { pollInterval } = { ...defaults, ...options }
  while (true) {
    const nextPass = yield* meteringPass(options).pipe(
      Effect.map((report) => report.nextAt),
      Effect.catchCause((cause) =>
        Effect.as(
          Effect.logError("A metering pass failed; the next one goes on from the rows.", cause),
          Option.none()
        )
      )
    )
    const now = yield* DateTime.now
    const patience = Option.match(nextPass, {
      onNone: () => pollInterval,
      onSome: (instant) => Duration.max(Duration.zero, DateTime.distance(now, instant))
    })
    yield* Effect.sleep(Duration.min(pollInterval, patience))
  }
})

// A request that is on its way has an answer worth hearing, so stopping waits for it and for its settlement.
const sendBatch = (lease: Lease, batch: UsageBatch) =>
  submitBatch(batch).pipe(
    Effect.flatMap((verdicts) => settleBatch(lease, verdicts)),
    Effect.uninterruptible
  )

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
