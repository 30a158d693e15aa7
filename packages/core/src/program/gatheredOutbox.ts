import { Deferred, Effect, Layer, Scope } from "effect"
import { EventConflict } from "../model/EventRefused.ts"
import type { Instant } from "../model/Instant.ts"
import { StoreBusy, StoreError, StoreUnavailable } from "../model/StoreError.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { type Appended, UsageOutbox } from "../port/UsageOutbox.ts"

/** So many events are written at once at most; more make no store faster. */
const eventsTogetherMax = 5_000

/** Two appends at once at most, and only of many events each: the second is made ready while the store writes the first. */
const writersMax = 2

/** An append is filled by this many calls, or these are of few events each, which a second writer only makes slower. */
const fillingCallsMax = 50

/** So many calls wait at most; beyond that the store is too slow, and whoever calls should hear of it. */
const callsWaitingMax = 10_000

/**
 * Writes together what many callers append at the same time, each for himself and none in a transaction of his own.
 *
 * Those that come in one turn of the event loop are written at once, and those that come meanwhile next, all in one append;
 * so nobody waits for a timer, and a commit is shared by as many as the store makes wait. Where a few calls fill an append, two
 * are under way at once.
 *
 * - **Guarantees**: those of `UsageOutbox` for each call by itself: a conflict of one call is none of another's.
 * - **Errors**: besides the store's own, `StoreBusy` when 10 000 calls wait already, and `StoreUnavailable` when the layer
 *   is closed while a call waits.
 *
 * **Example** (Two callers, of whom the second repeats the first)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const catalogue = Catalogue.layer({ products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] })
 *     const occurredAt = new Date()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt }
 *     const both = Effect.all([recordUsage(usage), recordUsage(usage)], { concurrency: 2 })
 *     const outbox = Layer.provide(gatheredOutbox, memoryStore().layer)
 *
 *     const reports = await Effect.runPromise(both.pipe(Effect.provide([outbox, catalogue])))
 *     reports.map(({ recorded }) => recorded) // => [1, 0]
 */
export const gatheredOutbox: Layer.Layer<UsageOutbox, never, UsageOutbox> = Layer.effect(
  UsageOutbox,
  Effect.gen(function* () {
    const outbox = yield* UsageOutbox
    const scope = yield* Scope.Scope
    const waiting: Array<Call> = []
    let writers = 0
    let isClosed = false
    yield* Effect.addFinalizer(() => {
      isClosed = true
      return Effect.forEach(waiting.splice(0), (call) => Deferred.fail(call.answer, closed), {
        discard: true
      })
    })

    const leave = () => {
      writers -= 1
      return Effect.void
    }
    // What to write next, and whether there is anything, is decided in one step: nobody can come in between.
    const writeOn: Effect.Effect<void> = Effect.suspend(() => {
      const calls = writers === 1 || fillsAnAppend(waiting) ? takeTogether(waiting) : []
      if (calls.length === 0) return leave()
      return Effect.andThen(Effect.onInterrupt(writeTogether(outbox, calls, waiting), leave), writeOn)
    })

    return {
      append: (events, now) =>
        // Whoever is to begin the writing begins it even if he gives up at this very step: all who come later rely on it.
        Effect.uninterruptibleMask((restore) =>
          Effect.suspend(() => {
            if (isClosed) return Effect.fail(closed)
            if (waiting.length >= callsWaitingMax) return Effect.fail(tooMany)
            const call: Call = { answer: Deferred.makeUnsafe(), events, now }
            waiting.push(call)
            const answered = Effect.onInterrupt(restore(Deferred.await(call.answer)), () =>
              Effect.sync(() => void waiting.splice(waiting.indexOf(call), waiting.includes(call) ? 1 : 0))
            )
            if (writers >= (fillsAnAppend(waiting) ? writersMax : 1)) return answered
            writers += 1
            return Effect.andThen(Effect.forkIn(writeOn, scope), answered)
          })
        )
    }
  })
)

interface Call {
  readonly answer: Deferred.Deferred<Appended, EventConflict | StoreError>
  readonly events: ReadonlyArray<UsageEvent>
  readonly now: Instant
}

const fillsAnAppend = (waiting: ReadonlyArray<Call>): boolean => {
  let events = 0
  for (let i = 0; i < Math.min(waiting.length, fillingCallsMax); i++) {
    events += waiting[i]!.events.length
    if (events >= eventsTogetherMax) return true
  }
  return false
}

/** Takes the first calls that fit into one append; one with an id that is among them already waits for its turn. */
const takeTogether = (waiting: Array<Call>): ReadonlyArray<Call> => {
  const ids = new Set<string>()
  const taken: Array<Call> = []
  const left: Array<Call> = []
  for (const call of waiting.splice(0)) {
    const fits = taken.length === 0 || ids.size + call.events.length <= eventsTogetherMax
    if (fits && call.events.every(({ eventId }) => !ids.has(eventId))) {
      for (const { eventId } of call.events) ids.add(eventId)
      taken.push(call)
    } else left.push(call)
  }
  waiting.push(...left)
  return taken
}

const writeTogether = (
  outbox: UsageOutbox["Service"],
  calls: ReadonlyArray<Call>,
  waiting: Array<Call>
): Effect.Effect<void> =>
  outbox
    .append(
      calls.flatMap(({ events }) => events),
      calls[0]!.now
    )
    .pipe(
      Effect.flatMap((appended) => answerEach(calls, appended)),
      Effect.catchTags({
        EventConflict: (conflict) => answerConflict(calls, conflict, waiting),
        StoreError: (error) =>
          // What one call brings may be refused for its own sake; the others are not to suffer for it.
          error.reason._tag === "StoreRefused" && calls.length > 1
            ? Effect.forEach(calls, (call) => writeTogether(outbox, [call], waiting), { discard: true })
            : failEach(calls, error)
      }),
      Effect.catchDefect((defect) =>
        Effect.forEach(calls, (call) => Deferred.die(call.answer, defect), { discard: true })
      ),
      Effect.onInterrupt(() => failEach(calls, closed))
    )

const answerEach = (calls: ReadonlyArray<Call>, { alreadyRecorded }: Appended) => {
  const known = new Set(alreadyRecorded)
  return Effect.forEach(
    calls,
    ({ answer, events }) => {
      const ids = events.filter(({ eventId }) => known.has(eventId)).map(({ eventId }) => eventId)
      return Deferred.succeed(answer, { alreadyRecorded: ids, recorded: events.length - ids.length })
    },
    { discard: true }
  )
}

/** Tells those who brought a conflict; the others go again, ahead of all who came later. */
const answerConflict = (calls: ReadonlyArray<Call>, conflict: EventConflict, waiting: Array<Call>) =>
  Effect.suspend(() => {
    const ids = new Set(conflict.eventIds)
    const judged = calls.map((call) => ({
      call,
      eventIds: call.events.map(({ eventId }) => eventId).filter((eventId) => ids.has(eventId))
    }))
    const guilty = judged.filter(({ eventIds }) => eventIds.length > 0)
    // A conflict about what nobody has brought would come again for ever.
    if (guilty.length === 0) return failEach(calls, conflict)
    waiting.unshift(...judged.filter(({ eventIds }) => eventIds.length === 0).map(({ call }) => call))
    return Effect.forEach(
      guilty,
      ({ call, eventIds }) => Deferred.fail(call.answer, new EventConflict({ eventIds })),
      { discard: true }
    )
  })

const failEach = (calls: ReadonlyArray<Call>, error: EventConflict | StoreError) =>
  Effect.forEach(calls, ({ answer }) => Deferred.fail(answer, error), { discard: true })

const tooMany = new StoreError({
  reason: new StoreBusy({ detail: `${callsWaitingMax} calls wait to be recorded already` })
})

const closed = new StoreError({
  reason: new StoreUnavailable({ detail: "it was closed while usage waited to be recorded" })
})
