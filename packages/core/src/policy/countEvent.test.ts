import { DateTime, Schema } from "effect"
import { assert, describe, it } from "vitest"
import { MeteringHour } from "../model/MeteringHour.ts"
import { type CountedEvent, emptyReporter, ReporterState } from "../model/ReporterState.ts"
import { counted, countEvent, reporterEventsMax } from "./countEvent.ts"
import { countUnits } from "./countUnits.ts"

const start = DateTime.makeUnsafe("2026-03-10T11:00:00Z")
const hour = MeteringHour.of(start)
const usage = { dimension: "pages", hour, quantity: 3 }
const event = (eventId: string, ticks = 0, content = "content"): CountedEvent => ({
  at: DateTime.add(start, { milliseconds: ticks * 10 }),
  content,
  eventId
})
const units = ({ open }: ReporterState) => open.reduce((sum, { quantity }) => sum + quantity, 0)
const aside = ({ setAside }: ReporterState) => setAside.map(({ quantity, reason }) => [quantity, reason])

/** A reporter that remembers as many events as it can, one each tick from the first on. */
const full: ReporterState = {
  ...emptyReporter,
  events: Array.from({ length: reporterEventsMax }, (_, i) => event(`event-${i}`, i + 1))
}

describe("an event with an id", () => {
  it("is counted once, however often it is told", () => {
    const [first, once] = countEvent(emptyReporter, event("a"), usage)
    const [second, twice] = countEvent(once, event("a"), usage)
    const [other, thrice] = countEvent(twice, event("b"), usage)

    assert.deepStrictEqual([first, second, other], ["counted", "repeated", "counted"])
    assert.deepStrictEqual([once, twice, thrice].map(units), [3, 3, 6])
  })

  it("is remembered by a store that keeps JSON, with all that tells it apart", () => {
    const [, state] = countEvent(full, event("new", reporterEventsMax + 1), usage)
    const encoded = Schema.encodeSync(ReporterState)(state)
    const read = Schema.decodeUnknownSync(ReporterState)(JSON.parse(JSON.stringify(encoded)))
    const isState = Schema.is(ReporterState)

    const without = ["at", "content", "eventId"].map((name) => ({
      ...state,
      events: [{ ...event("a"), [name]: undefined }]
    }))

    assert.deepStrictEqual(read, state)
    assert.deepStrictEqual(
      [state, ...without].map((one) => isState(one)),
      [true, false, false, false]
    )
  })

  it("of other content than the one that is known changes nothing", () => {
    const [, state] = countEvent(emptyReporter, event("a"), usage)

    assert.deepStrictEqual(countEvent(state, event("a", 0, "other"), usage), ["conflict", state])
  })

  it("is remembered in the order of instants, whatever the order of telling", () => {
    const [, later] = countEvent(emptyReporter, event("later", 2), usage)
    const [, both] = countEvent(later, event("sooner", 1), usage)

    assert.deepStrictEqual(
      both.events.map(({ eventId }) => eventId),
      ["sooner", "later"]
    )
    assert.isNull(both.eventsForgottenThrough)
  })

  it("is not counted again after its id is forgotten, but set aside", () => {
    const [, state] = countEvent(full, event("new", reporterEventsMax + 1), usage)
    const [outcome, repeated] = countEvent(state, event("event-0", 1), usage)
    const [next, counts] = countEvent(repeated, event("never told", 2.5), usage)

    assert.strictEqual(state.events.length, reporterEventsMax)
    assert.deepStrictEqual(state.eventsForgottenThrough, event("event-0", 1).at)
    assert.deepStrictEqual(
      [outcome, aside(repeated), units(repeated)],
      ["set aside", [[3, "MayBeCounted"]], 3]
    )
    assert.deepStrictEqual(repeated.events, state.events)
    assert.deepStrictEqual([next, units(counts)], ["counted", 6])
  })

  it("that is older than all that is remembered is counted, and what is as old is unknown from then on", () => {
    const [first, state] = countEvent(full, event("old", 0.5), usage)
    const [second, repeated] = countEvent(state, event("old", 0.5), usage)

    assert.deepStrictEqual([first, units(state), state.events], ["counted", 3, full.events])
    assert.deepStrictEqual(
      [second, units(repeated), aside(repeated)],
      ["set aside", 3, [[3, "MayBeCounted"]]]
    )
  })

  it("is forgotten with all of its instant", () => {
    const state: ReporterState = {
      ...full,
      events: [event("twin-1", 1), event("twin-2", 1), ...full.events.slice(2)]
    }

    const [, next] = countEvent(state, event("new", reporterEventsMax + 1), usage)

    assert.strictEqual(next.events.length, reporterEventsMax - 1)
    assert.strictEqual(countEvent(next, event("twin-2", 1), usage)[0], "set aside")
  })

  it("of a month that is reported to its end is set aside", () => {
    const april = MeteringHour.of(DateTime.makeUnsafe("2026-04-01T00:00:00Z"))
    const state = { ...emptyReporter, sealedThrough: april }

    const [outcome, next] = countEvent(state, event("a"), usage)

    assert.deepStrictEqual([outcome, aside(next)], ["set aside", [[3, "LateForMonth"]]])
    assert.strictEqual(countEvent(next, event("a"), usage)[0], "repeated")
    assert.strictEqual(counted(state, countUnits(state, usage))[0], "set aside")
  })
})
