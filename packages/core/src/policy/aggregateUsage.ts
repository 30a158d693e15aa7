import { HourUsage, type OpenHour, type TaggedUsage } from "../model/HourUsage.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import { Quantity } from "../model/Quantity.ts"
import { Tags } from "../model/Tags.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { aggregateHour, hoursOf, isCountedAlone } from "./aggregateHour.ts"

/** The usage of one account and meter, hour by hour. */
export interface MeteredUsage {
  readonly account: string
  readonly meter: string
  /** In the order of time. */
  readonly hours: ReadonlyArray<OpenHour>
}

/**
 * Aggregates events of any accounts, meters and hours, each hour as `aggregateHour` does.
 *
 * - **Shape**: in the order in which accounts and meters first appear. Time and memory grow with the events and with the
 *   hours they fall into; the events of additive meters are not kept.
 *
 * **Example** (Two events of one hour)
 *
 *     const event = (eventId: string, units: number) => ({
 *       eventId, account: "acme", meter: "requests", quantity: Quantity.ofUnits(units),
 *       occurredAt: DateTime.makeUnsafe("2026-03-10T11:15:00Z"),
 *       tags: [], aggregation: "sum", property: ""
 *     } as const)
 *     const [acme] = aggregateUsage([event("a", 2), event("b", 3)])
 *     acme?.hours.map(({ quantity }) => Quantity.format(quantity)) // => ["5"]
 */
export const aggregateUsage = (events: Iterable<UsageEvent>): ReadonlyArray<MeteredUsage> => {
  const accounts = new Map<string, Map<string, Map<MeteringHour, Slot>>>()
  for (const event of events) {
    const meters = getOrMake(accounts, event.account, () => new Map<string, Map<MeteringHour, Slot>>())
    const hours = getOrMake(meters, event.meter, () => new Map<MeteringHour, Slot>())
    if (isCountedAlone(event)) count(getOrMake(hours, MeteringHour.of(event.occurredAt), emptySlot), event)
    else for (const hour of hoursOf(event)) getOrMake(hours, hour, emptySlot).others.push(event)
  }
  return [...accounts].flatMap(([account, meters]) =>
    [...meters].map(([meter, hours]) => ({
      account,
      meter,
      hours: [...hours].sort(([a], [b]) => a - b).map(([hour, slot]) => ({ hour, ...usageOf(slot, hour) }))
    }))
  )
}

/** An hour under construction: a running sum, and the events that cannot be summed. */
interface Slot {
  sum: Quantity
  tagged: Map<string, TaggedUsage> | undefined
  readonly others: Array<UsageEvent>
}

const emptySlot = (): Slot => ({ sum: Quantity.zero, tagged: undefined, others: [] })

const count = (slot: Slot, event: UsageEvent): void => {
  slot.sum = Quantity.add(slot.sum, event.quantity)
  if (event.tags.length === 0) return
  slot.tagged ??= new Map()
  const key = Tags.format(event.tags)
  const quantity = Quantity.add(slot.tagged.get(key)?.quantity ?? Quantity.zero, event.quantity)
  slot.tagged.set(key, { tags: event.tags, quantity })
}

const usageOf = ({ others, sum, tagged }: Slot, hour: MeteringHour): HourUsage => {
  const summed = tagged === undefined ? { quantity: sum, tagged: [] } : withRest([...tagged.values()], sum)
  return others.length === 0 ? summed : HourUsage.add(summed, aggregateHour(others, hour))
}

const withRest = (tagged: ReadonlyArray<TaggedUsage>, sum: Quantity): HourUsage =>
  HourUsage.of([
    ...tagged,
    { tags: [], quantity: Quantity.subtract(sum, Quantity.sum(tagged.map(({ quantity }) => quantity))) }
  ])

const getOrMake = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const there = map.get(key)
  if (there !== undefined) return there
  const made = make()
  map.set(key, made)
  return made
}
