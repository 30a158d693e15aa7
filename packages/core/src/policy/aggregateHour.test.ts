import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { anyBatches, anyEvents, eventHours, usageEvent } from "../../test/usageEvents.ts"
import { Aggregation } from "../model/Aggregation.ts"
import { HourUsage } from "../model/HourUsage.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { hourOf, quantity } from "../testing/builders.ts"
import { aggregateHour, hoursOf, isCountedAlone } from "./aggregateHour.ts"

describe.each(Aggregation.literals)("aggregateHour of %s", (aggregation) => {
  it("no events are no usage", () => {
    assert.deepStrictEqual(aggregateHour([], hourOf("2026-03-10T11:00:00Z")), HourUsage.none)
  })

  it("events that do not count in the hour are passed over", () => {
    const event = usageEvent({
      aggregation,
      eventId: "e1",
      occurredAt: "2026-03-10T11:30:00Z",
      quantity: "1"
    })

    const hours = ["2026-03-10T10:00:00Z", "2026-03-10T13:00:00Z"].map(hourOf)

    assert.deepStrictEqual(
      hours.map((hour) => aggregateHour([event], hour)),
      [HourUsage.none, HourUsage.none]
    )
  })

  it("any order of the events gives the same, to the last decimal", () => {
    fc.assert(
      fc.property(anyBatches(anyEvents({ aggregation })), anyHour, (batches, hour) => {
        const events = batches.flat()

        const shuffled = aggregateHour(events, hour)

        assert.deepStrictEqual(aggregateHour(events.toSorted(byId), hour), shuffled)
      })
    )
  })

  it("counted in steps, as events come in, the changes add up to what all of them come to at once", () => {
    fc.assert(
      fc.property(anyBatches(anyEvents({ aggregation })), anyHour, (batches, hour) => {
        let open = HourUsage.none
        let counted = HourUsage.none
        for (const [i] of batches.entries()) {
          const usage = aggregateHour(batches.slice(0, i + 1).flat(), hour)
          open = HourUsage.add(open, HourUsage.subtract(usage, counted))
          counted = usage
        }

        assert.deepStrictEqual(open, aggregateHour(batches.flat(), hour))
      })
    )
  })

  it("events with other tags are aggregated apart, and the results added up", () => {
    fc.assert(
      fc.property(anyEvents({ aggregation }), anyHour, (events, hour) => {
        const apart = [...Map.groupBy(events, ({ tags }) => JSON.stringify(tags)).values()]

        const sum = apart.map((some) => aggregateHour(some, hour)).reduce(HourUsage.add, HourUsage.none)

        assert.deepStrictEqual(aggregateHour(events, hour), sum)
      })
    )
  })

  it("the first and the last millisecond of an hour belong to it, those around it do not", () => {
    const times = ["10:59:59.999", "11:00:00", "11:59:59.999", "12:00:00"]

    const hours = times.map((time) =>
      hoursOf(usageEvent({ aggregation, occurredAt: `2026-03-10T${time}Z` })).map(MeteringHour.format)
    )

    const own = ["2026-03-10T10", "2026-03-10T11", "2026-03-10T11", "2026-03-10T12"]
    assert.deepStrictEqual(
      hours.map(([first]) => first),
      own
    )
    // A gauge reaches into the hour after, and nothing else does.
    assert.isTrue(hours.every(({ length }) => length === (aggregation === "time-weighted" ? 2 : 1)))
  })
})

describe("aggregateHour", () => {
  it.each([
    ["sum", "7.5"],
    ["count", "4"],
    ["max", "4"],
    ["last", "1"],
    ["distinct", "2"]
  ] as const)("readings of 2, 4, 0.5 and 1 of two kinds are by %s %s", (aggregation, wanted) => {
    const counts = aggregation === "count" || aggregation === "distinct"
    const events = ["2", "4", "0.5", "1"].map((used, i) =>
      usageEvent({
        aggregation,
        eventId: `event-${i}`,
        occurredAt: `2026-03-10T11:0${i}:00Z`,
        property: i % 2 === 0 ? "even" : "odd",
        quantity: counts ? "1" : used
      })
    )

    assert.strictEqual(shown(aggregateHour(events, hourOf("2026-03-10T11:00:00Z"))), wanted)
  })

  it("of two last readings at one instant the greater event id counts", () => {
    const readings = [
      usageEvent({ aggregation: "last", eventId: "b", quantity: "5" }),
      usageEvent({ aggregation: "last", eventId: "a", quantity: "9" })
    ]

    assert.strictEqual(shown(aggregateHour(readings, hourOf("2026-03-10T11:00:00Z"))), "5")
  })

  it.each(["max", "last", "distinct", "time-weighted"] as const)(
    "an event that is delivered twice counts once by %s, because it says nothing new",
    (aggregation) => {
      fc.assert(
        fc.property(anyEvents({ aggregation }), anyHour, (events, hour) => {
          const twice = aggregateHour([...events, ...events], hour)

          assert.deepStrictEqual(twice, aggregateHour(events, hour))
        })
      )
    }
  )

  it("the same value in two hours counts in both", () => {
    const events = ["2026-03-10T11:59:59.999Z", "2026-03-10T12:00:00Z"].map((occurredAt, i) =>
      usageEvent({ aggregation: "distinct", eventId: `event-${i}`, occurredAt, property: "user-1" })
    )

    const hours = ["2026-03-10T11:00:00Z", "2026-03-10T12:00:00Z"].map(hourOf)

    assert.deepStrictEqual(
      hours.map((hour) => shown(aggregateHour(events, hour))),
      ["1", "1"]
    )
  })

  it("a late event changes its hour by what it changes in the aggregate, which may be less than nothing", () => {
    const early = usageEvent({ aggregation: "last", eventId: "a", quantity: "9" })
    const late = usageEvent({
      aggregation: "last",
      eventId: "b",
      occurredAt: "2026-03-10T11:45:00Z",
      quantity: "4"
    })
    const hour = hourOf("2026-03-10T11:00:00Z")

    const change = HourUsage.subtract(aggregateHour([early, late], hour), aggregateHour([early], hour))

    assert.strictEqual(shown(change), "-5")
  })

  it("what is summed and counted can be counted alone, and nothing else can", () => {
    const alone = Aggregation.literals.filter((aggregation) => isCountedAlone(usageEvent({ aggregation })))

    assert.deepStrictEqual(alone, ["sum", "count"])
  })
})

describe("aggregateHour of a gauge", () => {
  it("a reading holds until the next one, also across the edge of an hour", () => {
    const readings = [gauge("a", "2026-03-10T11:30:00Z", "4"), gauge("b", "2026-03-10T12:15:00Z", "8")]

    assert.deepStrictEqual(inHours(readings, ["2026-03-10T11", "2026-03-10T12", "2026-03-10T13"]), [
      "2",
      "7",
      "2"
    ])
  })

  it("a reading holds for an hour at most, so a source that falls silent is billed no longer", () => {
    const readings = [gauge("a", "2026-03-10T09:45:00Z", "4")]

    assert.deepStrictEqual(inHours(readings, ["2026-03-10T09", "2026-03-10T10", "2026-03-10T11"]), [
      "1",
      "3",
      "0"
    ])
  })

  it("across a month end each month gets the time that lies in it", () => {
    const readings = [gauge("a", "2026-03-31T23:45:00Z", "4"), gauge("b", "2026-04-01T00:30:00Z", "0")]

    assert.deepStrictEqual(inHours(readings, ["2026-03-31T23", "2026-04-01T00"]), ["1", "2"])
  })

  it("a reading in the first millisecond of an hour counts in that hour alone", () => {
    const readings = [gauge("a", "2026-03-10T11:00:00Z", "4")]

    assert.deepStrictEqual(inHours(readings, ["2026-03-10T10", "2026-03-10T11", "2026-03-10T12"]), [
      "0",
      "4",
      "0"
    ])
  })

  it("with tags each series is held on its own", () => {
    const other = { ...gauge("b", "2026-03-10T11:15:00Z", "8"), tags: [["team", "b"]] as const }
    const readings = [gauge("a", "2026-03-10T11:00:00Z", "4"), other]

    assert.deepStrictEqual(aggregateHour(readings, hourOf("2026-03-10T11:00:00Z")), {
      quantity: quantity("10"),
      tagged: [{ tags: [["team", "b"]], quantity: quantity("6") }]
    })
  })

  it("an hour is never more than its largest reading held for the whole hour", () => {
    fc.assert(
      fc.property(anyGauge, anyHour, (readings, hour) => {
        const most = readings.reduce((max, one) => Quantity.max(max, one.quantity), Quantity.zero)

        const { quantity: held } = aggregateHour(readings, hour)

        assert.isTrue(held >= 0n && held <= most)
      })
    )
  })

  it("a reading after which nothing comes for an hour is worth its quantity exactly once", () => {
    fc.assert(
      fc.property(anyGauge, (readings) => {
        const first = readings.toSorted(byTime)[0]
        if (first === undefined) return
        const alone = [first]

        const held = Quantity.sum(hoursOf(first).map((hour) => aggregateHour(alone, hour).quantity))

        // Each of the two hours drops what is less than 10⁻¹² units.
        const dropped = Quantity.subtract(first.quantity, held)
        assert.isTrue(dropped >= 0n && dropped <= 1n)
      })
    )
  })

  it("over all hours a reading is worth its quantity at most once", () => {
    fc.assert(
      fc.property(anyGauge, (readings) => {
        const read = Quantity.sum(readings.map((one) => one.quantity))

        const held = Quantity.sum(eventHours.map((hour) => aggregateHour(readings, hour).quantity))

        assert.isTrue(held <= read)
      })
    )
  })
})

const anyHour = fc.constantFrom(...eventHours)

const anyGauge = anyEvents({ aggregation: "time-weighted", maxLength: 12 }).map((events) =>
  events.map((event): UsageEvent => ({ ...event, tags: [] }))
)

const gauge = (eventId: string, occurredAt: string, used: string): UsageEvent =>
  usageEvent({ aggregation: "time-weighted", eventId, occurredAt, quantity: used })

const inHours = (events: ReadonlyArray<UsageEvent>, hours: ReadonlyArray<string>) =>
  hours.map((hour) => shown(aggregateHour(events, hourOf(`${hour}:00:00Z`))))

const shown = (usage: HourUsage): string => Quantity.format(usage.quantity)

const byId = (left: UsageEvent, right: UsageEvent): number => (left.eventId < right.eventId ? -1 : 1)

const byTime = (left: UsageEvent, right: UsageEvent): number =>
  left.occurredAt.epochMilliseconds - right.occurredAt.epochMilliseconds
