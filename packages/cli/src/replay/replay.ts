import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import {
  Catalogue,
  EventConflict,
  Instant,
  MeteringHour,
  meteringPass,
  Quantity,
  recordUsage,
  sealableAt
} from "@tallyhour/core"
import { DateTime, Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import type { RefusedLine, ReplayLine } from "./ReplayLine.ts"

/** How many events one call records. */
const chunkMax = 500

/** What a replay took from the log. */
export interface Taken {
  readonly recorded: ReadonlyArray<ReplayLine>
  readonly repeated: number
  readonly refused: ReadonlyArray<RefusedLine>
  readonly notArrived: number
}

/** What a replay is given. */
export interface ReplayOptions {
  readonly emulator: MarketplaceEmulator
  readonly lines: ReadonlyArray<ReplayLine>
  /** The instant at which the replay ends; when all is settled if absent. */
  readonly until: Instant | undefined
  readonly onProgress: (done: number, all: number) => void
}

/**
 * Lets the events of a log arrive in virtual time and a worker do its passes in between, as it would have in real time.
 *
 * The worker wakes whenever an hour can be sealed, a record is due again, or late usage arrives. Needs a test clock; the
 * emulator's clock is set to the same instants.
 *
 * - **Shape**: deterministic: the same log and policy give the same passes whatever the store and the transport.
 */
export const replay = Effect.fn("replay")(function* ({ emulator, lines, onProgress, until }: ReplayOptions) {
  const { policy } = yield* Catalogue
  const recorder = makeRecorder()
  const first = lines[0]?.arrived
  if (first === undefined) return recorder.taken(0)
  const setTime = Effect.fnUntraced(function* (instant: Instant) {
    emulator.setTime({ now: Instant.toEpochSeconds(instant), frozen: true })
    yield* TestClock.setTime(DateTime.toEpochMillis(instant))
  })
  let next = 0
  let now = first
  let waiting: Option.Option<Instant> = Option.none()
  while (true) {
    const wake = nextWake(lines, next, waiting, policy)
    const isLast = until !== undefined && (wake === undefined || !Instant.isBefore(wake, until))
    if (wake === undefined && !isLast) return recorder.taken(0)
    now = isLast ? until : Instant.max(now, wake!)
    const arrived = countArrived(lines, next, now)
    for (const chunk of chunksOf(lines.slice(next, arrived))) {
      yield* setTime(chunk.at(-1)!.arrived)
      yield* recorder.record(chunk)
    }
    next = arrived
    yield* setTime(now)
    waiting = (yield* meteringPass({ concurrency: 8 })).nextAt
    onProgress(next, lines.length)
    if (isLast) return recorder.taken(lines.length - next)
  }
})

/**
 * Returns when the worker has to wake: when something that it has waits no longer, or when usage that is still to arrive
 * can be sealed, which for late usage is at once. Undefined when all is done.
 */
const nextWake = (
  lines: ReadonlyArray<ReplayLine>,
  next: number,
  waiting: Option.Option<Instant>,
  policy: Catalogue["Service"]["policy"]
): Instant | undefined => {
  let wake = Option.getOrUndefined(waiting)
  for (let i = next; i < lines.length; i++) {
    const { arrived, event } = lines[i]!
    if (wake !== undefined && !Instant.isBefore(arrived, wake)) break
    const due = Instant.max(arrived, sealableAt(MeteringHour.of(event.occurredAt), policy))
    wake = wake === undefined ? due : Instant.min(wake, due)
  }
  return wake
}

const countArrived = (lines: ReadonlyArray<ReplayLine>, from: number, now: Instant): number => {
  let arrived = from
  while (arrived < lines.length && !Instant.isBefore(now, lines[arrived]!.arrived)) arrived += 1
  return arrived
}

/** An id that comes again begins a new chunk, so that the store alone judges whether it says the same. */
function* chunksOf(lines: ReadonlyArray<ReplayLine>): Generator<ReadonlyArray<ReplayLine>> {
  let chunk: Array<ReplayLine> = []
  const ids = new Set<string>()
  for (const line of lines) {
    if (chunk.length === chunkMax || ids.has(line.event.eventId)) {
      yield chunk
      chunk = []
      ids.clear()
    }
    chunk.push(line)
    ids.add(line.event.eventId)
  }
  if (chunk.length > 0) yield chunk
}

const makeRecorder = () => {
  const recorded: Array<ReplayLine> = []
  const refused: Array<RefusedLine> = []
  let repeated = 0
  const record = Effect.fnUntraced(function* (chunk: ReadonlyArray<ReplayLine>) {
    let rest = chunk
    while (rest.length > 0) {
      const outcome = yield* recordUsage(rest.map(({ event }) => inputOf(event))).pipe(
        Effect.catchTag("EventConflict", (conflict) => Effect.succeed(conflict))
      )
      if (!(outcome instanceof EventConflict)) {
        const known = new Set(outcome.alreadyRecorded)
        repeated += known.size
        recorded.push(...rest.filter(({ event }) => !known.has(event.eventId)))
        return
      }
      const conflicts = new Set(outcome.eventIds)
      refused.push(...rest.filter(({ event }) => conflicts.has(event.eventId)).map(conflictOf))
      rest = rest.filter(({ event }) => !conflicts.has(event.eventId))
    }
  })
  return { record, taken: (notArrived: number): Taken => ({ recorded, repeated, refused, notArrived }) }
}

const inputOf = ({ account, eventId, meter, occurredAt, quantity, tags }: ReplayLine["event"]) => ({
  eventId,
  account,
  meter,
  quantity: Quantity.format(quantity),
  occurredAt,
  tags: Object.fromEntries(tags)
})

const conflictOf = ({ event, line }: ReplayLine): RefusedLine => ({
  line,
  id: event.eventId,
  code: "EventConflict",
  message: "the id is already recorded with other content"
})
