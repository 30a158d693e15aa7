import { DateTime, Duration, Effect, Fiber, Semaphore } from "effect"
import type { DedupKey } from "../model/DedupKey.ts"
import { Instant } from "../model/Instant.ts"
import type { Lease } from "../model/Lease.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { outlastsRequest } from "../policy/outlastsRequest.ts"
import { giveBack } from "./giveBack.ts"
import { leaseBatches } from "./leaseBatches.ts"
import { rehearseBatch } from "./rehearseBatch.ts"

/** How long a pass goes on sending, so that answers which do not come cannot keep it from sealing what is due next. */
const passMax = Duration.minutes(1)

interface ReadyBatch {
  readonly batch: UsageBatch
  /** Goes out whatever the time: were a lease slow and all of it given back, nothing would ever be sent. */
  readonly isFirst: boolean
  readonly lease: Lease
}

/**
 * Makes the effect that gives out one batch after another, the earliest deadline first, and undefined once there is none.
 *
 * The next lease is under way when there is less than `ahead` left of the last one, so that nobody who could send waits for it.
 */
export const batchesDue = Effect.fnUntraced(function* ({
  ahead,
  dueBy,
  recordsMax,
  rehearsed
}: {
  readonly ahead: number
  readonly dueBy: Instant
  readonly recordsMax: number
  /** Gets the keys of what is in dry run, which is ended as soon as it is leased. */
  readonly rehearsed: Array<DedupKey>
}) {
  const ready: Array<ReadyBatch> = []
  let isOver = false
  let isMoreLikely = false
  let leasing: Fiber.Fiber<void, StoreError> | undefined
  const leaseMore = Effect.fnUntraced(function* (now: Instant, how?: "ahead") {
    if (!Instant.isBefore(now, DateTime.addDuration(dueBy, passMax))) return void (isOver = true)
    const { batches, lease, rehearsals } = yield* leaseBatches({ dueBy, recordsMax })
    isOver = lease.records.length === 0
    isMoreLikely = lease.records.length === recordsMax
    ready.push(...batches.map((batch, i) => ({ batch, isFirst: how !== "ahead" && i === 0, lease })))
    for (const one of rehearsals) rehearsed.push(...(yield* rehearseBatch(lease, one)))
  })
  // One that fails stays, for whoever waits for its batches.
  const leaseAhead = (now: Instant) =>
    leaseMore(now, "ahead").pipe(
      Effect.tap(() => Effect.sync(() => void (leasing = undefined))),
      Effect.uninterruptible,
      Effect.forkDetach({ startImmediately: true })
    )
  const next = Effect.gen(function* () {
    while (true) {
      const now = yield* DateTime.now
      const [first] = ready
      if (first !== undefined && (first.isFirst || outlastsRequest(first.lease, now))) {
        ready.shift()
        if (ready.length < ahead && isMoreLikely && leasing === undefined) {
          const fiber = yield* leaseAhead(now)
          if (fiber.pollUnsafe() === undefined) leasing = fiber
        }
        return first
      }
      yield* giveBack(ready.splice(0))
      if (leasing !== undefined) yield* Fiber.join(leasing)
      else if (isOver) return undefined
      else yield* leaseMore(now)
    }
  })
  // One takes at a time: two that find nothing would both lease, and more than they can send.
  const alone = yield* Semaphore.make(1)
  return {
    nextBatch: alone.withPermits(1)(next),
    /** Gives back what was leased and not given out, once it is known what was leased. */
    giveBackRest: Effect.suspend(() => (leasing === undefined ? Effect.void : Fiber.await(leasing))).pipe(
      Effect.andThen(Effect.suspend(() => giveBack(ready.splice(0))))
    )
  }
})
