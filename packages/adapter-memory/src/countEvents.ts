import {
  aggregateHour,
  aggregateUsage,
  HourUsage,
  hoursOf,
  isCountedAlone,
  type MeteringHour,
  type UsageEvent
} from "@tallyhour/core"
import { addOpen, type MemoryState, usageKey } from "./MemoryState.ts"

/** Adds what committed events change to the open hours in which they count. */
export const countEvents = (state: MemoryState): void => {
  const events = state.uncounted.splice(0)
  for (const { account, hours, meter } of aggregateUsage(events.filter(isCountedAlone)))
    for (const { hour, quantity, tagged } of hours)
      addOpen(state, { account, meter, hour }, { quantity, tagged })
  countTogether(
    state,
    events.filter((event) => !isCountedAlone(event))
  )
}

/** An hour of a gauge or the like is aggregated anew from all its events; its open hour takes the difference. */
const countTogether = (state: MemoryState, events: ReadonlyArray<UsageEvent>): void => {
  const touched = new Map<string, { readonly event: UsageEvent; readonly hour: MeteringHour }>()
  for (const event of events) {
    for (const hour of hoursOf(event)) {
      seriesIn(state, event, hour).events.push(event)
      touched.set(JSON.stringify([event.account, event.meter, hour]), { event, hour })
    }
  }
  for (const { event, hour } of touched.values()) {
    const series = seriesIn(state, event, hour)
    const usage = aggregateHour(series.events, hour)
    const change = HourUsage.subtract(usage, series.counted)
    series.counted = usage
    if (!HourUsage.isNone(change))
      addOpen(state, { account: event.account, meter: event.meter, hour }, change)
  }
}

const seriesIn = (state: MemoryState, { account, meter }: UsageEvent, hour: MeteringHour) => {
  const key = usageKey(account, meter)
  const hours = state.series.get(key) ?? new Map()
  state.series.set(key, hours)
  const series = hours.get(hour) ?? { events: [], counted: HourUsage.none }
  hours.set(hour, series)
  return series
}
