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

const good = <A>(values: ReadonlyArray<A>, bad: ReadonlyArray<A>) =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...values), weight: 9 },
    { arbitrary: fc.constantFrom(...bad), weight: 1 }
  )

const badNames = ["", "é".repeat(128), "a".repeat(256)]
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, "v"]))

const fields = {
  eventId: good(["1", "2", "3", "4", "5", "6", "7", "8", "a".repeat(255), "é".repeat(127), "' --"], badNames),
  account: good(["acme", "bolt"], badNames),
  meter: good(
    foreignMeters.map(({ name }) => name),
    ["Requests", ...badNames]
  ),
  occurredAt: good(
    [
      "2026-03-10T11:30:00Z",
      "2026-03-10T11:30:00.123999Z",
      "2026-03-10T17:00:00.123+05:30",
      "2026-03-10T12:05:00.000Z",
      "2000-01-01T00:00:00Z"
    ],
    ["2026-03-10T12:05:00.001Z", "1999-12-31T23:59:59.999Z", "2200-01-01T00:00:00Z"]
  ),
  tags: good<object | undefined>(
    [
      undefined,
      {},
      { team: "b", app: "a" },
      { app: "a", team: "b" },
      { Zoo: "1", app: "a b=c" },
      numbered(5)
    ],
    [
      numbered(6),
      { team: "" },
      { "": "a" },
      { kö: "a" },
      { team: "a\nb" },
      { team: 1 },
      { ["k".repeat(101)]: "a" },
      { team: "v".repeat(257) }
    ]
  ),
  properties: good([{ user: "u1" }, { user: "u2" }], [{ user: "" }, { user: "é".repeat(128) }, {}])
}

const quantity = good<string | undefined>(
  ["1", "1.0", "2", "1.5", "0", "-0", "0.000000000001", "1.1000000000000", "9999999999999999999999999"],
  [undefined, "-0.5", "0.0000000000001", "10000000000000000000000000"]
)

/** Events that a function with typed parameters can be handed, good and bad; ids repeat. */
export const typedEvents = fc.record({ ...fields, quantity })

const odd = <A>(arbitrary: fc.Arbitrary<A>, values: ReadonlyArray<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary, weight: 12 }, { arbitrary: fc.constantFrom<unknown>(...values), weight: 1 })

/** Events that JSON can say, good and bad. */
export const jsonEvents = odd(
  fc.record({
    eventId: odd(fc.oneof(fields.eventId, fc.nat(400).map(String)), [1, null, {}]),
    account: odd(fields.account, [true, null]),
    meter: odd(fields.meter, [1, undefined]),
    quantity: odd(quantity, [
      1,
      0.1,
      1e-7,
      -1,
      "1e3",
      "+1",
      " 1",
      "0x10",
      "1,5",
      "",
      true,
      null,
      [1],
      "9".repeat(40)
    ]),
    occurredAt: odd(fields.occurredAt, [
      "2026-02-30T00:00:00Z",
      "2024-02-29T00:00:00z",
      "2026-03-10t10:00:00-23:59",
      "2026-03-10T10:00:60Z",
      "2026-03-10T24:00:00Z",
      "2026-03-10T10:00:00",
      "2026-03-10 10:00:00Z",
      "2026-13-01T00:00:00Z",
      "yesterday",
      null,
      true,
      undefined
    ]),
    tags: odd(fields.tags, [null, "team", ["a"], 1]),
    properties: fields.properties
  }),
  [null, "event", 1, []]
)
