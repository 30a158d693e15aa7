import { DateTime, Effect, Result } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { EventConflict, EventRefused } from "../model/EventRefused.ts"
import { Instant } from "../model/Instant.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { UsageEvent } from "../model/UsageEvent.ts"
import { acceptEvent } from "../policy/acceptEvent.ts"
import { submissionDeadline } from "../policy/submissionDeadline.ts"
import { tracedFn } from "../policy/tracedFn.ts"
import { type Appended, UsageOutbox } from "../port/UsageOutbox.ts"

/** What a caller hands in as a usage event; checked, never trusted. */
export interface UsageEventInput {
  /** The caller's idempotency key: 1 to 255 bytes, compared to the letter. Make it before the first try and keep it. */
  readonly eventId: string
  /** The seller's own id of its customer. */
  readonly account: string
  /** A meter of the catalogue. */
  readonly meter: string
  /**
   * In the meter's unit, not negative; a decimal string or bigint where a number would lose digits. Left out for a meter
   * that counts events or what is distinct.
   */
  readonly quantity?: string | number | bigint
  /** When the usage occurred: RFC 3339 with a zone, a Date, a DateTime, or epoch seconds. It decides the hour billed. */
  readonly occurredAt: string | number | Date | DateTime.DateTime
  /** For the buyer's cost allocation: at most five, in AWS's characters. Usage with other tags is counted apart. */
  readonly tags?: Readonly<Record<string, string>>
  /** Facts of the event that a `distinct` meter may count by; nothing else of them is stored. */
  readonly properties?: Readonly<Record<string, string>>
}

/**
 * How many events one call takes; a call with more is refused as `BatchTooLarge` and stores nothing.
 *
 * **Example** (Many events, over several calls)
 *
 *     eventsPerCallMax // => 10000
 *     Math.ceil(25_000 / eventsPerCallMax) // => 3
 */
export const eventsPerCallMax = 10_000

/**
 * Records usage events in the transaction of the outbox it is given.
 *
 * - **Guarantees**: all events of the call are recorded or none; once the transaction commits they are billed once, or
 *   listed with the reason why not.
 * - **Idempotence**: repeat it with the same ids whenever the answer was lost.
 * - **Errors**: `EventRefused` for an event that is wrong, `EventConflict` for an id that stands for another fact,
 *   `StoreError` when the store fails.
 *
 * **Example** (In your own transaction; a repeat counts once)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const store = memoryStore()
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const catalogue = Catalogue.layer({ products })
 *     const occurredAt = new Date()
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt }
 *     const transaction = store.begin()
 *     const recording = recordUsage(usage).pipe(Effect.provide([store.layerIn(transaction), catalogue]))
 *
 *     await Effect.runPromise(recording) // => { recorded: 1, alreadyRecorded: [], late: [] }
 *     await Effect.runPromise(recording) // => { recorded: 0, alreadyRecorded: ["doc-1"], late: [] }
 *     transaction.commit()
 *
 * **Example** (A refusal names the field)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *
 *     const catalogue = Catalogue.layer({ products: [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }] })
 *     const occurredAt = "2026-03-10T11:30:00Z"
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: -3, occurredAt }
 *     const refusal = await Effect.runPromise(
 *       Effect.flip(recordUsage(usage)).pipe(Effect.provide([memoryStore().layer, catalogue]))
 *     )
 *
 *     refusal._tag === "EventRefused" && [refusal.code, refusal.field, refusal.limit]
 *     // => ["InvalidQuantity", "quantity", "0 or more"]
 */
export const recordUsage = tracedFn(
  "recordUsage",
  Effect.fnUntraced(function* (input: UsageEventInput | ReadonlyArray<UsageEventInput>) {
    const now = yield* DateTime.now
    const catalogue = yield* Catalogue
    const list = yield* Effect.fromResult(listOf(input))
    const events = yield* Effect.fromResult(acceptEach(list, { catalogue, now }))
    const { repeated, unique } = yield* Effect.fromResult(onceEach(events))
    const outbox = yield* UsageOutbox
    const appended = yield* outbox.append(unique, now)
    const isLate = lateness(now, catalogue.policy)
    const report: RecordReport = {
      recorded: appended.recorded,
      alreadyRecorded: [...appended.alreadyRecorded, ...repeated],
      late: unique
        .filter(({ occurredAt }) => isLate(MeteringHour.of(occurredAt)))
        .map(({ eventId }) => eventId)
    }
    return report
  })
)

/** What a call recorded. */
export interface RecordReport extends Appended {
  /** The ids of events whose own hour AWS no longer takes: the late policy decides where they are billed, if at all. */
  readonly late: ReadonlyArray<string>
}

/** Tells of an hour whether AWS takes nothing for it any more; the events of a call share few hours. */
const lateness = (now: Instant, { safetyMargin }: MeteringPolicy) => {
  const known = new Map<MeteringHour, boolean>()
  return (hour: MeteringHour): boolean => {
    const there = known.get(hour)
    if (there !== undefined) return there
    const isLate = !Instant.isBefore(now, DateTime.subtractDuration(submissionDeadline(hour), safetyMargin))
    known.set(hour, isLate)
    return isLate
  }
}

// A list that is a proxy may throw at any step, so it is read once, and no further than a call may go.
const listOf = (input: unknown): Result.Result<InputList, EventRefused> =>
  Result.flatMap(
    Result.try({
      try: () => {
        const isList = Array.isArray(input)
        const list: ReadonlyArray<unknown> = isList ? input : [input]
        const events = list.length
        const read = Math.min(events, eventsPerCallMax)
        return { events, inputs: Array.from({ length: read }, (_, i) => list[i]), isList }
      },
      catch: unreadable
    }),
    ({ events, inputs, isList }) =>
      events > eventsPerCallMax ? Result.fail(tooMany(events)) : Result.succeed({ inputs, isList })
  )

interface InputList {
  readonly inputs: ReadonlyArray<unknown>
  /** Whether the caller handed in a list, and not one event. */
  readonly isList: boolean
}

const acceptEach = (
  { inputs, isList }: InputList,
  context: Parameters<typeof acceptEvent>[1]
): Result.Result<ReadonlyArray<UsageEvent>, EventRefused> => {
  const events: Array<UsageEvent> = []
  for (const input of inputs) {
    const accepted = acceptEvent(input, context)
    if (Result.isFailure(accepted))
      return Result.fail(isList ? inList(accepted.failure, events.length) : accepted.failure)
    events.push(accepted.success)
  }
  return Result.succeed(events)
}

/** Says which event of a list is the wrong one. */
const inList = (refusal: EventRefused, i: number): EventRefused =>
  new EventRefused({
    ...refusal,
    field: refusal.field === "event" ? `[${i}]` : `[${i}].${refusal.field}`
  })

const onceEach = (events: ReadonlyArray<UsageEvent>) => {
  const unique = new Map<string, UsageEvent>()
  const repeated: Array<string> = []
  const conflicts = new Set<string>()
  for (const event of events) {
    const first = unique.get(event.eventId)
    if (first === undefined) unique.set(event.eventId, event)
    else if (UsageEvent.isSame(first, event)) repeated.push(event.eventId)
    else conflicts.add(event.eventId)
  }
  return conflicts.size > 0
    ? Result.fail(new EventConflict({ eventIds: [...conflicts] }))
    : Result.succeed({ repeated, unique: [...unique.values()] })
}

const tooMany = (events: number) =>
  new EventRefused({
    code: "BatchTooLarge",
    field: "events",
    value: String(events),
    problem: "are more events than one call takes",
    limit: `${eventsPerCallMax} events`
  })

const unreadable = () =>
  new EventRefused({ code: "InvalidEvent", field: "events", value: "[…]", problem: "cannot be read" })
