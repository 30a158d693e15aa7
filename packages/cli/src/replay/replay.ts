import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import {
  Books,
  Catalogue,
  EventConflict,
  Instant,
  lastSealableHour,
  MeteringHour,
  meteringPass,
  Quantity,
  RecordLedger,
  recordUsage,
  sealableAt
} from "@tallyhour/core"
import { DateTime, Duration, Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import type { RefusedLine, ReplayLine } from "./ReplayLine.ts"

/** How many events one call records. */
const chunkMax = 500
/** After this much time without arrivals everything is sealed and sent or given up, so the clock may leap. */
const quietTime = Duration.days(3)

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
  const ledger = yield* RecordLedger
  const recorder = makeRecorder()
  const first = lines[0]?.arrived
  if (first === undefined) return recorder.taken(0)
  const setTime = Effect.fnUntraced(function* (instant: Instant) {
    emulator.setTime({ now: Instant.toEpochSeconds(instant), frozen: true })
    yield* TestClock.setTime(DateTime.toEpochMillis(instant))
  })
  let next = 0
  let now = first
  while (true) {
    const wake = nextWake(now, { due: yield* ledger.nextDueAt, lines, next, policy })
    const isLast = until !== undefined && !Instant.isBefore(wake, until)
    now = isLast ? until : wake
    const arrived = countArrived(lines, next, now)
    for (const chunk of chunksOf(lines.slice(next, arrived))) {
      yield* setTime(chunk.at(-1)!.arrived)
      yield* recorder.record(chunk)
    }
    next = arrived
    yield* setTime(now)
    yield* meteringPass({ concurrency: 8 })
    onProgress(next, lines.length)
    if (isLast || (next === lines.length && until === undefined && (yield* isFinished(now, lines)))) {
      return recorder.taken(lines.length - next)
    }
  }
})

const nextWake = (
  now: Instant,
  context: {
    readonly due: Option.Option<Instant>
    readonly lines: ReadonlyArray<ReplayLine>
    readonly next: number
    readonly policy: Catalogue["Service"]["policy"]
  }
): Instant => {
  const arrival = context.lines[context.next]?.arrived
  const isQuiet = arrival !== undefined && Instant.isBefore(DateTime.addDuration(now, quietTime), arrival)
  const from = isQuiet ? arrival : now
  const sealing = sealableAt(MeteringHour.plus(lastSealableHour(from, context.policy), 1), context.policy)
  const late = firstLate(sealing, context)
  const due = Option.filter(context.due, (instant) => Instant.isBefore(now, instant))
  return Option.match(due, {
    onNone: () => late ?? sealing,
    onSome: (instant) => Instant.min(late ?? sealing, instant)
  })
}

/** Late usage may have minutes left before its deadline, so it is not left lying until the next hour turns. */
const firstLate = (
  before: Instant,
  {
    lines,
    next,
    policy
  }: {
    readonly lines: ReadonlyArray<ReplayLine>
    readonly next: number
    readonly policy: Catalogue["Service"]["policy"]
  }
): Instant | undefined => {
  for (let i = next; i < lines.length && Instant.isBefore(lines[i]!.arrived, before); i++) {
    const { arrived, event } = lines[i]!
    if (MeteringHour.of(event.occurredAt) <= lastSealableHour(arrived, policy)) return arrived
  }
  return undefined
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

const isFinished = Effect.fnUntraced(function* (now: Instant, lines: ReadonlyArray<ReplayLine>) {
  if (Instant.isBefore(DateTime.addDuration(lines.at(-1)!.arrived, quietTime), now)) return true
  const books = yield* Books
  return (yield* books.balances).every(({ open, pending }) => open === 0n && pending === 0n)
})
