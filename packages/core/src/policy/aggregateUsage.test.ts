import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { anyBatches, anyEvents, usageEvent } from "../../test/usageEvents.ts"
import { HourUsage } from "../model/HourUsage.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { aggregateHour, hoursOf, isCountedAlone } from "./aggregateHour.ts"
import { aggregateUsage } from "./aggregateUsage.ts"

describe("aggregateUsage", () => {
  it("each account, meter and hour comes to what aggregateHour says, and no hour of theirs is missing", () => {
    fc.assert(
      fc.property(anyEvents(), (events) => {
        const usage = aggregateUsage(events)

        const wanted = new Map(
          [...seriesOf(events)].map(([key, { hour, of }]) => [key, aggregateHour(of, hour)])
        )
        assert.deepStrictEqual(flat(usage), wanted)
      })
    )
  })

  it("any order and any split into batches come to the same", () => {
    fc.assert(
      fc.property(anyBatches(anyEvents()), (batches) => {
        const events = batches.flat()
        const inOrder = events.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))

        assert.deepStrictEqual(flat(aggregateUsage(events)), flat(aggregateUsage(inOrder)))
      })
    )
  })

  it("batches of what is counted alone add up, whichever way they are split", () => {
    fc.assert(
      fc.property(anyBatches(anyEvents()), (batches) => {
        const alone = batches.map((batch) => batch.filter(isCountedAlone))
        const sums = new Map<string, HourUsage>()
        for (const batch of alone)
          for (const [key, usage] of flat(aggregateUsage(batch)))
            sums.set(key, HourUsage.add(sums.get(key) ?? HourUsage.none, usage))

        assert.deepStrictEqual(sums, flat(aggregateUsage(alone.flat())))
      })
    )
  })

  it("accounts and meters stand in the order of their first event, hours in the order of time", () => {
    const events = [
      usageEvent({ account: "b", eventId: "1", occurredAt: "2026-03-10T12:00:00Z" }),
      usageEvent({ account: "a", eventId: "2" }),
      usageEvent({ account: "b", eventId: "3", occurredAt: "2026-03-10T11:59:59.999Z" }),
      usageEvent({ account: "b", eventId: "4", meter: "__proto__" })
    ]

    const usage = aggregateUsage(events)

    assert.deepStrictEqual(
      usage.map(({ account, hours, meter }) => [account, meter, ...hours.map(({ hour }) => shown(hour))]),
      [
        ["b", "requests", "2026-03-10T11", "2026-03-10T12"],
        ["b", "__proto__", "2026-03-10T11"],
        ["a", "requests", "2026-03-10T11"]
      ]
    )
  })

  it("no events are no usage", () => {
    assert.deepStrictEqual(aggregateUsage([]), [])
  })

  it("a hundred thousand events of one hour are counted exactly", () => {
    const events = Array.from({ length: 100_000 }, (_, i) =>
      usageEvent({ eventId: `event-${i}`, quantity: "0.000000000001", tags: [["team", `${i % 100}`]] })
    )

    const [hour] = aggregateUsage(events)[0]?.hours ?? []

    assert.strictEqual(Quantity.format(hour?.quantity ?? Quantity.zero), "0.0000001")
    assert.strictEqual(hour?.tagged.length, 100)
  })
})

const shown = MeteringHour.format

const keyOf = (account: string, meter: string, hour: MeteringHour): string =>
  JSON.stringify([account, meter, shown(hour)])

const flat = (usage: ReturnType<typeof aggregateUsage>): ReadonlyMap<string, HourUsage> =>
  new Map(
    usage.flatMap(({ account, hours, meter }) =>
      hours.map(({ hour, quantity, tagged }) => [keyOf(account, meter, hour), { quantity, tagged }] as const)
    )
  )

const seriesOf = (events: ReadonlyArray<UsageEvent>) => {
  const series = new Map<string, { readonly hour: MeteringHour; readonly of: Array<UsageEvent> }>()
  for (const event of events) {
    for (const hour of hoursOf(event)) {
      const key = keyOf(event.account, event.meter, hour)
      const there = series.get(key) ?? { hour, of: [] }
      series.set(key, there)
      there.of.push(event)
    }
  }
  return series
}
