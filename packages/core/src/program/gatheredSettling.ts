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
 * - **Guarantees**: an answer that `settle` has taken is written even if whoever brought it is stopped. If it waits for so long
 *   that its lease runs out, its record is sent once more, which AWS knows for a duplicate.
 * - **Errors**: the first one, to all who come after it and to `rest`; what came before it and after it is written all the same.
 */
export const gatheredSettling = (settled: Array<Settled>) => {
  const waiting: Array<Answer> = []
  /** Ends with the settlement that is being written. */
  let round: Deferred.Deferred<void> | undefined
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
  const settleOn: Effect.Effect<void, never, Catalogue | RecordLedger> = Effect.suspend(() => {
    const byLease = Map.groupBy(waiting.splice(0), ({ lease }) => lease.id)
    const ended = round
    round = byLease.size === 0 ? undefined : Deferred.makeUnsafe()
    const tellEnd = ended === undefined ? Effect.void : Deferred.succeed(ended, undefined)
    if (round === undefined) return tellEnd
    const all = Effect.forEach(byLease.values(), settleTogether, { concurrency: "unbounded", discard: true })
    return Effect.andThen(tellEnd, Effect.andThen(all, settleOn))
  })

  const failed = Effect.suspend(() => (failure === undefined ? Effect.void : Effect.failCause(failure)))
  const waitWhile = (holds: () => boolean): Effect.Effect<void, StoreError> =>
    Effect.suspend(() =>
      round !== undefined && holds() ? Effect.andThen(Deferred.await(round), waitWhile(holds)) : failed
    )
  return {
    /** Takes an answer; returns at once unless too many wait. */
    settle: (lease: Lease, verdicts: ReadonlyArray<Verdict>) =>
      Effect.suspend(() => {
        waiting.push({ lease, verdicts })
        if (round !== undefined) return waitWhile(() => waiting.length >= answersWaitingMax)
        round = Deferred.makeUnsafe()
        return Effect.andThen(
          Effect.forkDetach(Effect.uninterruptible(settleOn), { startImmediately: true }),
          failed
        )
      }).pipe(Effect.uninterruptible),
    /** Waits until all that was taken is written. */
    rest: waitWhile(() => true)
  }
}

const isRefused = (cause: Cause.Cause<StoreError>): boolean =>
  cause.reasons.some((reason) => Cause.isFailReason(reason) && reason.error.reason._tag === "StoreRefused")
