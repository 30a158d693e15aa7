import { Schema } from "effect"

/**
 * How the usage events of one hour become one quantity.
 *
 * Tags tell apart what is counted: events with other tags are aggregated apart, and the results added up.
 *
 * - `sum`: their quantities added up.
 * - `count`: how many events there are; an event has no quantity of its own.
 * - `max`: the largest quantity of the hour; nothing in an hour without events.
 * - `last`: the quantity of the latest event of the hour; of two at one instant, the one with the greater event id.
 * - `distinct`: how many different values one property has in the hour; the same value in two hours counts in both.
 * - `time-weighted`: a gauge times the hours it was held, such as GB-hours. A reading holds until the next one, for an hour
 *   at most, so it counts in its own hour and in the one after. It is worth its quantity at most once, and a source that
 *   falls silent is billed for no longer than an hour.
 *
 * **Example** (Six at eleven, two from half past on)
 *
 *     const reading = (minute: string, units: number) => ({
 *       eventId: `r${minute}`,
 *       account: "acme",
 *       meter: "storage",
 *       quantity: Quantity.ofUnits(units),
 *       occurredAt: DateTime.makeUnsafe(`2026-03-10T11:${minute}:00Z`),
 *       tags: [],
 *       property: ""
 *     })
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:00:00Z"))
 *     const by = (aggregation: Aggregation) => {
 *       const events = [reading("00", 6), reading("30", 2)].map((event) => ({ ...event, aggregation }))
 *       return Quantity.format(aggregateHour(events, hour).quantity)
 *     }
 *
 *     by("sum") // => "8"
 *     by("max") // => "6"
 *     by("last") // => "2"
 *     by("time-weighted") // => "4"
 */
export const Aggregation = Schema.Literals(["sum", "count", "max", "last", "distinct", "time-weighted"])
export type Aggregation = typeof Aggregation.Type

/**
 * Whether the quantity of an hour is the sum over its events, whichever way they are divided.
 *
 * **Example** (Only sums may be added up from parts of an hour)
 *
 *     Aggregation.literals.filter(isAdditive) // => ["sum", "count"]
 */
export const isAdditive = (aggregation: Aggregation): boolean =>
  aggregation === "sum" || aggregation === "count"
