import { Effect } from "effect"
import type { Aggregation } from "../../model/Aggregation.ts"
import { Allowance } from "../../model/Allowance.ts"
import { Balance } from "../../model/Balance.ts"
import { Quantity } from "../../model/Quantity.ts"
import { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { freshAccount, freshEvent, quantity, sealAt } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { append, offeredOf, sealingTime } from "./sealingSteps.ts"

/** What the books of every store promise about usage that is included, and about usage that is no sum of its events. */
export const balanceLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "usage that an allowance covers is included, and all is explained",
    holds: Effect.gen(function* () {
      const allowance = Allowance.make({ meter: "requests", period: "term", quantity: quantity("10.5") })
      const account = yield* freshAccount({ allowances: [allowance] })
      yield* use(account, "sum", ["08:30", "4"])
      yield* sealed(account)
      const first = yield* balanceOf(account)
      yield* claimEqual(
        "all of it at first",
        [first?.included, first?.pending],
        [quantity("4"), Quantity.zero]
      )
      yield* use(account, "sum", ["09:30", "12.75"])
      yield* sealed(account)
      const second = yield* balanceOf(account)
      yield* claimEqual(
        "then no more than the allowance",
        [second?.recorded, second?.included, second?.pending, second?.carried],
        ["16.75", "10.5", "6", "0.25"].map(quantity)
      )
      yield* explained(account)
    })
  },
  {
    name: "what is recorded of usage that is no sum is what all its events come to, counted or not",
    holds: Effect.gen(function* () {
      const cases = [
        {
          aggregation: "max",
          events: [
            ["10:10", "5"],
            ["10:20", "8"],
            ["11:10", "2"]
          ],
          recorded: "10"
        },
        {
          aggregation: "last",
          events: [
            ["10:10", "5"],
            ["10:20", "3"],
            ["11:10", "2"]
          ],
          recorded: "5"
        },
        {
          aggregation: "distinct",
          events: [
            ["10:10", "1"],
            ["10:20", "1"],
            ["11:10", "1"]
          ],
          recorded: "3"
        },
        {
          aggregation: "time-weighted",
          events: [
            ["10:15", "6"],
            ["10:30", "2"],
            ["11:45", "4"]
          ],
          recorded: "7.5"
        }
      ] as const
      for (const { aggregation, events, recorded } of cases) {
        const account = yield* freshAccount()
        const [first, ...late] = events
        yield* use(account, aggregation, first)
        yield* sealed(account)
        for (const event of late) yield* use(account, aggregation, event)
        yield* claimEqual(
          `${aggregation}: before they are counted`,
          (yield* balanceOf(account))?.recorded,
          quantity(recorded)
        )
        yield* explained(account)
        yield* sealed(account)
        yield* claimEqual(
          `${aggregation}: and after`,
          (yield* balanceOf(account))?.recorded,
          quantity(recorded)
        )
      }
    })
  },
  {
    name: "all is explained after every step, however late a reading of a gauge comes",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      for (const reading of [
        ["08:15", "6"],
        ["10:45", "4.000000000001"],
        ["08:30", "0"],
        ["09:59", "100"],
        ["08:20", "1000000"],
        ["12:10", "3"],
        ["11:00", "0.333333333333"]
      ] as const) {
        yield* use(account, "time-weighted", reading)
        yield* explained(account)
        yield* sealed(account)
        yield* explained(account)
      }
      const balance = yield* balanceOf(account)
      yield* claimEqual(
        "what was taken back too late is written off, with a minus",
        (balance?.writtenOff ?? 0n) < 0n,
        true
      )
    })
  }
]

const use = Effect.fnUntraced(function* (
  account: string,
  aggregation: Aggregation,
  [time, units]: readonly [string, string]
) {
  const occurredAt = `2026-03-10T${time}:00Z`
  const property = aggregation === "distinct" ? time : ""
  yield* append([yield* freshEvent({ account, aggregation, occurredAt, property, quantity: units })])
})

const sealed = (account: string) => offeredOf(account, { decide: sealAt(sealingTime) })

const balanceOf = Effect.fnUntraced(function* (account: string) {
  const books = yield* Books
  return (yield* books.balances).find((row) => row.account === account)
})

const explained = Effect.fnUntraced(function* (account: string) {
  const balance = yield* balanceOf(account)
  yield* claimEqual(
    "nothing is unexplained",
    balance === undefined ? "no balance" : Balance.unexplained(balance),
    Quantity.zero
  )
})
