import { Instant } from "../model/Instant.ts"
import type { CountedEvent, ReporterState } from "../model/ReporterState.ts"
import { type CountedUnits, countUnits, setAside } from "./countUnits.ts"

/** So many ids of events a reporter remembers, because its whole state is written at every change. */
export const reporterEventsMax = 5_000

/**
 * What became of usage that was to be counted.
 *
 * - `counted`: in its hour, or the next open one of its month.
 * - `repeated`: it is counted already, by its event id; nothing is changed.
 * - `set aside`: it waits for a person, since its month is reported to its end, or its id may have been counted and forgotten.
 */
export type Counted = "counted" | "repeated" | "set aside"

/**
 * Counts the units of an event with an id, once.
 *
 * - **Shape**: `conflict` for an id that is known with other content. An event up to the last forgotten instant is set aside as
 *   `MayBeCounted` unless its id is known: so none is counted twice, however late it is repeated.
 */
export const countEvent = (
  state: ReporterState,
  event: CountedEvent,
  usage: CountedUnits
): readonly [Counted | "conflict", ReporterState] => {
  const known = state.events.find(({ eventId }) => eventId === event.eventId)
  if (known !== undefined) return [known.content === event.content ? "repeated" : "conflict", state]
  const { eventsForgottenThrough } = state
  const isKnowable = eventsForgottenThrough === null || Instant.isBefore(eventsForgottenThrough, event.at)
  return isKnowable
    ? counted(state, countUnits(remembered(state, event), usage))
    : counted(state, setAside(state, usage, "MayBeCounted"))
}

/** Says what became of usage without an id. */
export const counted = (
  before: ReporterState,
  after: ReporterState
): readonly [Exclude<Counted, "repeated">, ReporterState] => [
  before.setAside === after.setAside ? "counted" : "set aside",
  after
]

// The oldest are forgotten first, and all of one instant together, since the instant says what is forgotten.
const remembered = (state: ReporterState, event: CountedEvent): ReporterState => {
  const events = [...state.events, event].sort((a, b) => a.at.epochMilliseconds - b.at.epochMilliseconds)
  const last = events.at(-reporterEventsMax - 1)
  if (last === undefined) return { ...state, events }
  return {
    ...state,
    events: events.filter(({ at }) => Instant.isBefore(last.at, at)),
    eventsForgottenThrough: last.at
  }
}
