import { Cause, Deferred, Effect } from "effect"
import type { Catalogue } from "../model/Catalogue.ts"
import type { Lease } from "../model/Lease.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { Verdict } from "../model/Verdict.ts"
import type { RecordLedger } from "../port/RecordLedger.ts"
import { type Settled, settleBatch } from "./settleBatch.ts"

/** So many answers wait at most; a store that is slower than AWS then holds up the sending. */
const answersWaitingMax = 32

interface Answer {
  readonly lease: Lease
  readonly verdicts: ReadonlyArray<Verdict>
}

/**
 * Makes the effect that settles what AWS has answered while the sending goes on: what comes in while one settlement is written
 * is written next, all of one lease in one.
 *
 * - **Shape**: `settled` gets what was written, in the order in which it was written.
 * - **Guarantees**: an answer that `settle` has taken is written even if whoever brought it is stopped.
 * - **Errors**: the first one, to all who come after it and to `rest`; what came before it and after it is written all the same.
 */
export const gatheredSettling = (settled: Array<Settled>) => {
  const waiting: Array<Answer> = []
  let underWay: Deferred.Deferred<void> | undefined
  let failure: Cause.Cause<StoreError> | undefined

  const settleOne = ({ lease, verdicts }: Answer) =>
    Effect.map(settleBatch(lease, verdicts), (written) => void settled.push(...written))
  const settleTogether = (answers: ReadonlyArray<Answer>) => {
    const [{ lease }] = answers as [Answer]
    const together = settleOne({ lease, verdicts: answers.flatMap(({ verdicts }) => verdicts) })
    return Effect.catchCause(together, (cause) =>
      // What one answer says may be refused for its own sake; the others are not to suffer for it.
      answers.length > 1 && isRefused(cause)
        ? Effect.forEach(answers, (answer) => Effect.catchCause(settleOne(answer), note), { discard: true })
        : note(cause)
    )
  }
  const note = (cause: Cause.Cause<StoreError>) => Effect.sync(() => void (failure ??= cause))
  // What to settle next, and whether there is anything, is decided in one step: nobody can come in between.
  const settleOn = (ended: Deferred.Deferred<void>): Effect.Effect<void, never, Catalogue | RecordLedger> =>
    Effect.suspend(() => {
      const byLease = Map.groupBy(waiting.splice(0), ({ lease }) => lease.id)
      if (byLease.size > 0)
        return Effect.andThen(
          Effect.forEach(byLease.values(), settleTogether, { discard: true }),
          settleOn(ended)
        )
      underWay = undefined
      return Deferred.succeed(ended, undefined)
    })

  const failed = Effect.suspend(() => (failure === undefined ? Effect.void : Effect.failCause(failure)))
  const rest = Effect.suspend(() =>
    underWay === undefined ? failed : Effect.andThen(Deferred.await(underWay), failed)
  )
  return {
    /** Takes an answer; returns at once unless too many wait. */
    settle: (lease: Lease, verdicts: ReadonlyArray<Verdict>) =>
      Effect.suspend(() => {
        waiting.push({ lease, verdicts })
        if (underWay === undefined) {
          underWay = Deferred.makeUnsafe()
          return Effect.andThen(
            Effect.forkDetach(Effect.uninterruptible(settleOn(underWay)), { startImmediately: true }),
            failed
          )
        }
        return waiting.length < answersWaitingMax ? failed : rest
      }),
    /** Waits until all that was taken is written. */
    rest
  }
}

const isRefused = (cause: Cause.Cause<StoreError>): boolean =>
  cause.reasons.some((reason) => Cause.isFailReason(reason) && reason.error.reason._tag === "StoreRefused")
