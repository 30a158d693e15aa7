import { Effect } from "effect"
import { Aggregation } from "../../model/Aggregation.ts"
import { HourUsage } from "../../model/HourUsage.ts"
import type { UsageEvent } from "../../model/UsageEvent.ts"
import { aggregateUsage } from "../../policy/aggregateUsage.ts"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { freshAccount, freshEvent, freshName, hourOf, quantity } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { balanceOf } from "./ledgerSteps.ts"
import { randomEvents } from "./randomEvents.ts"
import { append, offeredOf, sumsOf } from "./sealingSteps.ts"

/** What every ledger promises about counting events into their hours. */
export const countingLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "sealing offers exactly what aggregateHour makes of the same events",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const events = yield* randomEvents(account, { events: 180, firstHour: 9 })
      yield* append(events.slice(0, 40))
      yield* append(events.slice(40, 60))
      const offered = yield* offeredOf(account)
      yield* claimEqual("each hour comes to what its events do", sumsOf(offered), wanted(events.slice(0, 60)))
      for (const round of [60, 90, 120, 150]) {
        yield* append(events.slice(round, round + 30))
        offered.push(...(yield* offeredOf(account)))
      }
      yield* claimEqual("so do all sealings together", sumsOf(offered), wanted(events))
    })
  },
  {
    name: "a late event opens its hour for the difference only, which may be negative",
    holds: Effect.gen(function* () {
      const cases = [
        { aggregation: "max", first: ["10:10", "5"], late: ["10:20", "8"], change: [["10", "3"]] },
        { aggregation: "last", first: ["10:10", "5"], late: ["10:20", "3"], change: [["10", "-2"]] },
        { aggregation: "distinct", first: ["10:10", "1"], late: ["10:20", "1"], change: [["10", "1"]] },
        {
          aggregation: "time-weighted",
          first: ["10:15", "6"],
          late: ["10:30", "2"],
          change: [
            ["10", "-2"],
            ["11", "-0.5"]
          ]
        }
      ] as const
      for (const { aggregation, change, first, late } of cases) {
        const account = yield* freshAccount()
        yield* append([yield* anEvent(account, aggregation, first)])
        yield* offeredOf(account)
        yield* append([yield* anEvent(account, aggregation, late)])
        const again = (yield* offeredOf(account)).flatMap(({ openHours }) => openHours)
        yield* claimEqual(
          `${aggregation}: what it changes is offered`,
          again.map(({ hour, quantity: units }) => [hour, units]),
          change.map(([hour, units]) => [hourOf(`2026-03-10T${hour}:00:00Z`), quantity(units)])
        )
      }
    })
  },
  {
    name: "an event that changes nothing opens no hour",
    holds: Effect.gen(function* () {
      const cases = [
        { aggregation: "max", first: ["10:10", "5"], late: ["10:20", "4"] },
        { aggregation: "last", first: ["10:10", "5"], late: ["10:05", "8"] },
        { aggregation: "time-weighted", first: ["10:00", "6"], late: ["10:30", "6"] }
      ] as const
      for (const { aggregation, first, late } of cases) {
        const account = yield* freshAccount()
        yield* append([yield* anEvent(account, aggregation, first)])
        yield* offeredOf(account, { through: hourOf("2026-03-10T10:00:00Z") })
        yield* append([yield* anEvent(account, aggregation, late)])
        const again = yield* offeredOf(account, { through: hourOf("2026-03-10T10:00:00Z") })
        yield* claimEqual(`${aggregation}: the hour stays as it is`, again, [])
      }
      const account = yield* freshAccount()
      const seat = yield* anEvent(account, "distinct", ["10:10", "1"])
      yield* append([seat])
      yield* offeredOf(account)
      yield* append([{ ...seat, eventId: yield* freshName("event") }])
      yield* claimEqual("distinct: it was there before", yield* offeredOf(account), [])
    })
  },
  {
    name: "a reading counts in its own hour and in the next",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* anEvent(account, "time-weighted", ["11:15", "6"])])
      const [offered] = yield* offeredOf(account)
      yield* claimEqual("three quarters are due", offered?.openHours, [
        { hour: hourOf("2026-03-10T11:00:00Z"), quantity: quantity("4.5"), tagged: [] }
      ])
      yield* claimEqual("the rest is open", (yield* balanceOf(account, "requests"))?.open, quantity("1.5"))
    })
  },
  {
    name: "a repeated event changes nothing, whichever way it is counted",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const events = yield* Effect.forEach(Aggregation.literals, (aggregation) =>
        Effect.map(anEvent(account, aggregation, ["10:15", "6"]), (event) => ({
          ...event,
          meter: aggregation
        }))
      )
      yield* append(events)
      yield* offeredOf(account)
      yield* append(events)
      yield* claimEqual("nothing is offered again", yield* offeredOf(account), [])
    })
  },
  {
    name: "of two events at one instant the one with the greater id is the last, letter by letter",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const id = yield* freshName("event")
      const event = yield* anEvent(account, "last", ["10:15", "6"])
      const rare = yield* anEvent(account, "last", ["08:15", "6"])
      yield* append([
        { ...event, eventId: `${id}-a` },
        { ...event, eventId: `${id}-B`, quantity: quantity("8") },
        { ...rare, eventId: `${id}-😀` },
        { ...rare, eventId: `${id}-\uFFFD`, quantity: quantity("8") }
      ])
      const [offered] = yield* offeredOf(account)
      yield* claimEqual("capitals stand before small letters", offered?.openHours[1]?.quantity, quantity("6"))
      yield* claimEqual("rare letters stand last", offered?.openHours[0]?.quantity, quantity("6"))
    })
  },
  {
    name: "usage is offered apart by its tags",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const occurredAt = "2026-03-10T10:15:00Z"
      for (const [units, tags] of [
        ["1", []],
        ["2", [["team", "red"]]],
        ["4", [["team", "blue"]]],
        ["8", [["team", "red"]]]
      ] as const) {
        yield* append([yield* freshEvent({ account, occurredAt, quantity: units, tags })])
      }
      const [offered] = yield* offeredOf(account)
      yield* claimEqual("each set of tags once", offered?.openHours, [
        {
          hour: hourOf(occurredAt),
          quantity: quantity("15"),
          tagged: [
            { tags: [["team", "blue"]], quantity: quantity("4") },
            { tags: [["team", "red"]], quantity: quantity("10") }
          ]
        }
      ])
    })
  }
]

/** What the specification makes of events, up to the last hour that is due. */
const wanted = (events: ReadonlyArray<UsageEvent>) =>
  aggregateUsage(events)
    .flatMap(({ hours, meter }) => hours.map((open) => ({ meter, ...open })))
    .filter((open) => open.hour <= hourOf("2026-03-10T11:00:00Z") && !HourUsage.isNone(open))
    .toSorted((a, b) => a.hour - b.hour || (a.meter < b.meter ? -1 : 1))

const anEvent = (account: string, aggregation: Aggregation, [time, units]: readonly [string, string]) =>
  Effect.flatMap(freshName("value"), (value) =>
    freshEvent({
      account,
      aggregation,
      occurredAt: `2026-03-10T${time}:00Z`,
      property: aggregation === "distinct" ? value : "",
      quantity: units
    })
  )
