import {
  type DueUsage,
  HourUsage,
  isCountedAlone,
  MeteringHour,
  Quantity,
  type UsageEvent
} from "@tallyhour/core"
import { Effect } from "effect"
import { countEvents } from "../src/countEvents.ts"
import type { MemoryState } from "../src/MemoryState.ts"
import type { StoreMutant } from "./StoreMutant.ts"

/** Ledgers with one thing wrong in counting, and in what they offer of the past. */
export const countingMutants: ReadonlyArray<StoreMutant> = [
  {
    mistake: "adds up whatever is recorded",
    breaks: [
      "a late event opens its hour for the difference only, which may be negative",
      "a reading counts in its own hour and in the next",
      "after every step all recorded usage is explained",
      "an event that changes nothing opens no hour",
      "of two events at one instant the one with the greater id is the last, letter by letter",
      "sealing offers exactly what aggregateHour makes of the same events"
    ],
    store: counting((state) => change(state, (event) => ({ ...event, aggregation: "sum" })))
  },
  {
    mistake: "aggregates only what came since the last sealing",
    breaks: [
      "a late event opens its hour for the difference only, which may be negative",
      "after every step all recorded usage is explained",
      "an event that changes nothing opens no hour",
      "sealing offers exactly what aggregateHour makes of the same events"
    ],
    store: counting((state) => state.series.clear())
  },
  {
    mistake: "offers an hour as a whole again for every late event",
    breaks: [
      "a late event opens its hour for the difference only, which may be negative",
      "after every step all recorded usage is explained",
      "an event that changes nothing opens no hour",
      "sealing offers exactly what aggregateHour makes of the same events"
    ],
    store: counting((state) => {
      for (const hours of state.series.values())
        for (const series of hours.values()) series.counted = HourUsage.none
    })
  },
  {
    mistake: "never takes anything back",
    breaks: [
      "a late event opens its hour for the difference only, which may be negative",
      "after every step all recorded usage is explained",
      "sealing offers exactly what aggregateHour makes of the same events"
    ],
    store: counting((state) => {
      countEvents(state)
      for (const { hours } of state.openHours.values())
        for (const [hour, { quantity }] of hours) if (quantity < 0n) hours.delete(hour)
    })
  },
  {
    mistake: "opens an hour although nothing has changed",
    breaks: ["an event that changes nothing opens no hour"],
    store: counting((state) => {
      const events = [...state.uncounted]
      countEvents(state)
      for (const { account, meter, occurredAt } of events) {
        const open = state.openHours.get(JSON.stringify([account, meter])) ?? {
          account,
          meter,
          hours: new Map()
        }
        state.openHours.set(JSON.stringify([account, meter]), open)
        const hour = MeteringHour.of(occurredAt)
        if (!open.hours.has(hour)) open.hours.set(hour, HourUsage.none)
      }
    })
  },
  {
    mistake: "counts a reading in its own hour only",
    breaks: [
      "a late event opens its hour for the difference only, which may be negative",
      "a reading counts in its own hour and in the next",
      "after every step all recorded usage is explained",
      "sealing offers exactly what aggregateHour makes of the same events"
    ],
    store: counting((state) => {
      const events = state.uncounted.filter((event) => !isCountedAlone(event))
      countEvents(state)
      for (const { account, meter, occurredAt } of events) {
        const next = MeteringHour.plus(MeteringHour.of(occurredAt), 1)
        state.openHours.get(JSON.stringify([account, meter]))?.hours.delete(next)
      }
    })
  },
  {
    mistake: "counts what was recorded before once more",
    breaks: ["a repeated event changes nothing, whichever way it is counted"],
    store: ({ outbox }, state) => ({
      outbox: {
        append: (events, now) =>
          Effect.tap(outbox.append(events, now), ({ alreadyRecorded }) =>
            Effect.sync(() =>
              state.uncounted.push(...events.filter(({ eventId }) => alreadyRecorded.includes(eventId)))
            )
          )
      }
    })
  },
  {
    mistake: "orders ids as a dictionary does",
    breaks: ["of two events at one instant the one with the greater id is the last, letter by letter"],
    store: counting((state) => change(state, (event) => ({ ...event, eventId: event.eventId.toLowerCase() })))
  },
  {
    mistake: "does not look at tags",
    breaks: [
      "a sealed record comes back to the letter, from a lease and at its deadline",
      "an hour with more sets of tags than a record takes is offered whole, with the largest 2 500 of them",
      "late usage keeps its tags on its way to another hour, and is counted with what is there",
      "sealing offers exactly what aggregateHour makes of the same events",
      "usage is offered apart by its tags"
    ],
    store: counting((state) => change(state, (event) => ({ ...event, tags: [] })))
  },
  {
    mistake: "loses the tags of what moves",
    breaks: ["late usage keeps its tags on its way to another hour, and is counted with what is there"],
    store: ({ ledger }) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal((usage) => {
            const sealing = decide(usage)
            return { ...sealing, moves: sealing.moves.map((move) => ({ ...move, tagged: [] })) }
          }, options)
      }
    })
  },
  {
    mistake: "forgets what an allowance has covered",
    breaks: ["what an allowance covered is offered with the next hour of its meter, summed by period"],
    store: offering((usage) => ({ ...usage, included: [] }))
  },
  {
    mistake: "keeps what the last sealing included, and not the sum",
    breaks: ["what an allowance covered is offered with the next hour of its meter, summed by period"],
    store: ({ ledger }, state) => ({
      ledger: {
        ...ledger,
        seal: (decide, options) =>
          ledger.seal((usage) => {
            const sealing = decide(usage)
            const sums = state.included.get(JSON.stringify([usage.account, usage.meter]))
            for (const { period } of sealing.included) sums?.delete(period)
            return sealing
          }, options)
      }
    })
  },
  {
    mistake: "sums what is included over all periods",
    breaks: ["what an allowance covered is offered with the next hour of its meter, summed by period"],
    store: offering((usage) => ({
      ...usage,
      included: usage.included.map(({ period }) => ({
        period,
        quantity: Quantity.sum(usage.included.map((one) => one.quantity))
      }))
    }))
  }
]

/** Does something else before events are counted, or instead. */
function counting(broken: (state: MemoryState) => void): StoreMutant["store"] {
  return ({ ledger }, state) => ({
    ledger: {
      ...ledger,
      seal: (decide, options) =>
        Effect.suspend(() => {
          broken(state)
          return ledger.seal(decide, options)
        })
    }
  })
}

function offering(broken: (usage: DueUsage) => DueUsage): StoreMutant["store"] {
  return ({ ledger }) => ({
    ledger: { ...ledger, seal: (decide, options) => ledger.seal((usage) => decide(broken(usage)), options) }
  })
}

const change = (state: MemoryState, broken: (event: UsageEvent) => UsageEvent): void => {
  state.uncounted.splice(0, Infinity, ...state.uncounted.map(broken))
}
