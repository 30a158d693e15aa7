import { type Aggregation, isAdditive } from "../model/Aggregation.ts"
import { compareCodePoints } from "../model/compareCodePoints.ts"
import { HourUsage, type TaggedUsage } from "../model/HourUsage.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import { Tags } from "../model/Tags.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"

/**
 * Returns the usage of one account, meter and hour: what its events come to, by the aggregation of each.
 *
 * This is the specification: a store that aggregates in its own language must come to the same.
 *
 * - **Unit**: the meter's own; of a gauge, its unit times hours.
 * - **Shape**: any order and any split of the events gives the same; events that do not count in the hour are passed over.
 *
 * **Example** (A gauge of 6 GB, read at a quarter past)
 *
 *     const reading = {
 *       eventId: "r1", account: "acme", meter: "storage", quantity: Quantity.ofUnits(6),
 *       occurredAt: DateTime.makeUnsafe("2026-03-10T11:15:00Z"),
 *       tags: [], aggregation: "time-weighted", property: ""
 *     } as const
 *     const hour = MeteringHour.of(reading.occurredAt)
 *     Quantity.format(aggregateHour([reading], hour).quantity) // => "4.5"
 *     Quantity.format(aggregateHour([reading], MeteringHour.plus(hour, 1)).quantity) // => "1.5"
 */
export const aggregateHour = (events: Iterable<UsageEvent>, hour: MeteringHour): HourUsage => {
  const series = new Map<string, [UsageEvent, ...Array<UsageEvent>]>()
  for (const event of events) {
    if (!hoursOf(event).includes(hour)) continue
    const key = `${event.aggregation} ${Tags.format(event.tags)}`
    const there = series.get(key)
    if (there === undefined) series.set(key, [event])
    else there.push(event)
  }
  return HourUsage.of(
    [...series.values()].map(([first, ...rest]): TaggedUsage => ({
      tags: first.tags,
      quantity: quantityOf[first.aggregation]([first, ...rest], hour)
    }))
  )
}

/**
 * Returns the hours in which an event counts: its own, and for a gauge the one after, which it may reach into.
 *
 * **Example** (A gauge reaches into the next hour)
 *
 *     const event = {
 *       eventId: "e1",
 *       account: "acme",
 *       meter: "storage",
 *       quantity: Quantity.ofUnits(6),
 *       occurredAt: DateTime.makeUnsafe("2026-03-10T11:15:00Z"),
 *       tags: [],
 *       property: ""
 *     }
 *
 *     hoursOf({ ...event, aggregation: "max" }).map(MeteringHour.format) // => ["2026-03-10T11"]
 *     hoursOf({ ...event, aggregation: "time-weighted" }).map(MeteringHour.format)
 *     // => ["2026-03-10T11", "2026-03-10T12"]
 */
export const hoursOf = (event: UsageEvent): ReadonlyArray<MeteringHour> => {
  const own = MeteringHour.of(event.occurredAt)
  return event.aggregation === "time-weighted" ? [own, MeteringHour.plus(own, 1)] : [own]
}

/**
 * Whether the usage of an hour can be counted by adding up what each event brings, without looking at the others.
 *
 * **Example** (A sum needs no look at the other events, a maximum does)
 *
 *     const event = {
 *       eventId: "e1",
 *       account: "acme",
 *       meter: "storage",
 *       quantity: Quantity.ofUnits(6),
 *       occurredAt: DateTime.makeUnsafe("2026-03-10T11:15:00Z"),
 *       tags: [],
 *       property: ""
 *     }
 *
 *     isCountedAlone({ ...event, aggregation: "sum" }) // => true
 *     isCountedAlone({ ...event, aggregation: "max" }) // => false
 */
export const isCountedAlone = (event: UsageEvent): boolean => isAdditive(event.aggregation)

type Series = readonly [UsageEvent, ...Array<UsageEvent>]

const sum = (events: Series): Quantity => Quantity.sum(events.map(({ quantity }) => quantity))

/** One event alone decides; the greater id settles what two events of one instant leave open. */
const isLater = (event: UsageEvent, other: UsageEvent): boolean =>
  event.occurredAt.epochMilliseconds === other.occurredAt.epochMilliseconds
    ? compareCodePoints(event.eventId, other.eventId) > 0
    : event.occurredAt.epochMilliseconds > other.occurredAt.epochMilliseconds

const heldFor = (events: Series, hour: MeteringHour): Quantity => {
  const start = MeteringHour.start(hour).epochMilliseconds
  const readings = [...events].sort((a, b) => (isLater(a, b) ? 1 : -1))
  const unitMillis = readings.map((reading, i) => {
    const from = reading.occurredAt.epochMilliseconds
    const next = readings[i + 1]?.occurredAt.epochMilliseconds ?? Infinity
    const until = Math.min(next, from + hourMillis, start + hourMillis)
    return Quantity.times(reading.quantity, Math.max(0, until - Math.max(from, start)))
  })
  return Quantity.dividedBy(Quantity.sum(unitMillis), hourMillis)
}

const hourMillis = 3_600_000

const quantityOf: Record<Aggregation, (events: Series, hour: MeteringHour) => Quantity> = {
  sum,
  count: sum,
  max: ([first, ...rest]) =>
    rest.reduce((most, { quantity }) => Quantity.max(most, quantity), first.quantity),
  last: ([first, ...rest]) =>
    rest.reduce((latest, event) => (isLater(event, latest) ? event : latest), first).quantity,
  distinct: (events) => Quantity.ofUnits(new Set(events.map(({ property }) => property)).size),
  "time-weighted": heldFor
}
