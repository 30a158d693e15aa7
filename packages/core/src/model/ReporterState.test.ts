import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { at, hourOf } from "../testing/builders.ts"
import { emptyReporter, ReporterState } from "./ReporterState.ts"

const hour = hourOf("2026-03-10T11:00:00Z")
const open = { dimension: "pages", hour, quantity: 3 }
const report = {
  ...open,
  attempts: 2,
  availableAt: at("2026-03-10T12:10:00Z"),
  clientToken: "one",
  mayBeAccepted: true,
  sentBy: "task-1"
}
const event = { at: at("2026-03-10T11:30:00Z"), content: "content", eventId: "doc-1" }
const tagged = [{ quantity: 2, tags: [["team", "sales"] as const] }]
const aside = { ...open, reason: "TooLate" }
const lease = { holder: "task-1", until: at("2026-03-10T12:12:00Z") }
const full: ReporterState = {
  accepted: { pages: 40 },
  events: [event],
  eventsForgottenThrough: at("2026-03-10T10:00:00Z"),
  lease,
  open: [{ ...open, tagged }],
  reports: [report],
  sealedThrough: hour,
  setAside: [aside]
}

describe("ReporterState", () => {
  it.each([
    ["nothing yet", emptyReporter],
    ["everything", full]
  ])("of %s is the same after it was plain JSON", (_, state) => {
    const text = JSON.stringify(Schema.encodeSync(ReporterState)(state))

    const read = Schema.decodeUnknownSync(ReporterState)(JSON.parse(text))

    assert.deepStrictEqual(read, state)
  })

  it.each<[string, boolean, Partial<Record<keyof ReporterState, unknown>>]>([
    ["with everything", true, {}],
    ["with nothing used", true, { accepted: { pages: 0 }, open: [{ ...open, quantity: 0 }] }],
    ["with a negative sum", false, { accepted: { pages: -1 } }],
    ["with half a unit", false, { open: [{ ...open, quantity: 0.5 }] }],
    ["with usage of no dimension", false, { open: [{ ...open, dimension: "" }] }],
    ["with usage of no hour", false, { open: [{ ...open, hour: undefined }] }],
    ["with a report that nobody sent", true, { reports: [{ ...report, sentBy: null }] }],
    ["with a report of a sender without a name", false, { reports: [{ ...report, sentBy: "" }] }],
    ["with a report without a token", false, { reports: [{ ...report, clientToken: "" }] }],
    ["with a report of no dimension", false, { reports: [{ ...report, dimension: "" }] }],
    ["with usage set aside for no reason", false, { setAside: [{ ...aside, reason: "" }] }],
    ["with usage of no dimension set aside", false, { setAside: [{ ...aside, dimension: "" }] }],
    ["with an event without an id", false, { events: [{ ...event, eventId: "" }] }],
    ["with an event of no content", false, { events: [{ ...event, content: "" }] }],
    ["with tags of nothing", false, { open: [{ ...open, tagged: [{ ...tagged[0], quantity: 0 }] }] }],
    ["with a lease that nobody holds", false, { lease: { ...lease, holder: "" } }],
    ["with a lease that never ends", false, { lease: { holder: "task-1" } }]
  ])("whether a state %s is one: %s", (_, isOne, change) => {
    const state: unknown = { ...full, ...change }

    assert.strictEqual(Schema.is(ReporterState)(state), isOne)
  })

  it("is empty before anything is counted", () => {
    assert.deepStrictEqual(emptyReporter, {
      accepted: {},
      events: [],
      eventsForgottenThrough: null,
      lease: null,
      open: [],
      reports: [],
      sealedThrough: null,
      setAside: []
    })
  })
})
