import fc from "fast-check"

/** The meters that foreign events are of, one of every kind that is read in its own way. */
export const foreignMeters = [
  { name: "requests" },
  { name: "seats", fraction: "refuse" },
  { name: "peak", aggregation: "max" },
  { name: "calls", aggregation: "count" },
  { name: "users", aggregation: "distinct", property: "user" }
] as const

/** When foreign events are recorded. */
export const foreignNow = "2026-03-10T12:00:00.000Z"

/** Values of one field: those that are taken, those that are refused, and those that only JSON can say. */
interface Values {
  readonly good: ReadonlyArray<unknown>
  readonly bad: ReadonlyArray<unknown>
  readonly json: ReadonlyArray<unknown>
}

const badNames = ["", "é".repeat(128), "a".repeat(256)]
const ids = ["1", "2", "3", "4", "5", "6", "7", "8"]
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "v"]))

const eventId: Values = {
  good: [...ids, "a".repeat(255), "é".repeat(127), "' --", '\\"{,}'],
  bad: badNames,
  json: [1, null, {}, undefined]
}
const account: Values = {
  good: ["acme", "bolt", "a".repeat(255), "NULL"],
  bad: badNames,
  json: [true, null, undefined]
}
const meter: Values = {
  good: foreignMeters.map(({ name }) => name),
  bad: ["Requests", "requests ", ...badNames],
  json: [1, null, undefined]
}
const quantity: Values = {
  good: ["1", "1.0", "2", "1.5", "0", "-0", "0.000000000001", "1.1000000000000", "9999999999999999999999999"],
  bad: [undefined, "-1", "-0.5", "0.0000000000001", "10000000000000000000000000"],
  json: [
    1,
    0.1,
    1e-7,
    -1,
    "1e3",
    "+1",
    " 1",
    "1 ",
    "0x10",
    "1,5",
    ".5",
    "1.",
    "",
    true,
    null,
    [1],
    "9".repeat(40),
    `${"0".repeat(39)}1`
  ]
}
const occurredAt: Values = {
  good: [
    "2026-03-10T11:30:00Z",
    "2026-03-10T11:30:00.123999Z",
    "2026-03-10T17:00:00.123+05:30",
    "2026-03-10T12:05:00.000Z",
    "2000-01-01T00:00:00Z"
  ],
  bad: [
    "2026-03-10T12:05:00.001Z",
    "1999-12-31T23:59:59.999Z",
    "2200-01-01T00:00:00Z",
    "2199-12-31T23:59:59Z"
  ],
  json: [
    "2026-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2024-02-29T00:00:00z",
    "2026-03-10t10:00:00-23:59",
    "2026-03-10T10:00:00.1234567Z",
    "2026-03-10T10:00:60Z",
    "2026-03-10T24:00:00Z",
    "2026-03-10T10:00:00",
    "2026-03-10 10:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "yesterday",
    "infinity",
    null,
    true,
    undefined
  ]
}
const tags: Values = {
  good: [
    undefined,
    {},
    { team: "b", app: "a" },
    { app: "a", team: "b" },
    { Zoo: "1", b: "2", app: "a b=c" },
    { "+-=._:/@ ": "+-=._:/@ " },
    { ["k".repeat(100)]: "v".repeat(256) },
    numbered(5)
  ],
  bad: [
    numbered(6),
    { team: "" },
    { "": "a" },
    { kö: "a" },
    { team: "ö" },
    { team: "a\n" },
    { team: 1 },
    { ["k".repeat(101)]: "a" },
    { team: "v".repeat(257) }
  ],
  json: [null, "team", ["a"], 1]
}
const properties: Values = {
  good: [{ user: "u1" }, { user: "u2" }],
  bad: [{ user: "" }, { user: "é".repeat(128) }, {}],
  json: [{ user: 1 }, { user: null }]
}

const fields = { eventId, account, meter, quantity, occurredAt, tags, properties }

/** An event as one of both callers has it. */
export type ForeignEvent = Readonly<Record<keyof typeof fields, unknown>>

/** Every value of every field, good and bad, each in an event that is right otherwise; quantities of every meter. */
export const everyEdge = (said: "typed" | "json"): ReadonlyArray<ForeignEvent> =>
  Object.entries(fields)
    .flatMap(([field, { bad, good, json }]) =>
      [...good, ...bad, ...(said === "json" ? json : [])].flatMap((value) =>
        (field === "quantity" ? meter.good : [field === "properties" ? "users" : "requests"]).map((of) => ({
          meter: of,
          [field]: value
        }))
      )
    )
    .map((edge, i) => ({
      eventId: `edge ${i}`,
      account: "acme",
      occurredAt: "2026-03-10T11:30:00Z",
      properties: { user: "u1" },
      quantity: "1",
      tags: undefined,
      ...edge
    }))

const drawn = ({ bad, good, json }: Values, oddly: number) =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...good), weight: 20 },
    { arbitrary: fc.constantFrom(...bad), weight: 2 },
    { arbitrary: fc.constantFrom(...json), weight: oddly }
  )

const eventsOf = (oddly: number): fc.Arbitrary<ForeignEvent> =>
  fc.record({
    eventId: drawn(eventId, oddly),
    account: drawn(account, oddly),
    meter: drawn(meter, oddly),
    occurredAt: drawn(occurredAt, oddly),
    properties: drawn(properties, oddly),
    quantity: drawn(quantity, oddly),
    tags: drawn(tags, oddly)
  })

/** Events that a function with typed parameters can be handed, good and bad; ids repeat. */
export const typedEvents = eventsOf(0)

/** Lists of events that JSON can say, good and bad, some of them no events at all; ids repeat. */
export const jsonEvents: fc.Arbitrary<ReadonlyArray<unknown>> = fc.array(
  fc.oneof(
    {
      arbitrary: fc.tuple(eventsOf(1), fc.nat(400)).map(([event, i]) => ({ ...event, eventId: `${i}` })),
      weight: 12
    },
    { arbitrary: eventsOf(1), weight: 12 },
    { arbitrary: fc.constantFrom(null, "event", 1, []), weight: 1 }
  ),
  { maxLength: 3 }
)
