import { Effect } from "effect"
import { Allowance } from "../../model/Allowance.ts"
import { Quantity } from "../../model/Quantity.ts"
import type { DueUsage } from "../../model/Sealing.ts"
import { includedUsage } from "../../policy/includedUsage.ts"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { freshAccount, freshEvent, hourOf, quantity, sealAt } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { append, offeredOf, sealingTime } from "./sealingSteps.ts"

/** What every ledger promises about what a contract includes. */
export const allowanceLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "what an allowance covered is offered with the next hour of its meter, summed by period",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount({ allowances: [aHundred("requests"), aHundred("seats")] })
      yield* use(account, "2026-02-20T10:30:00Z", "3.5")
      yield* use(account, "2026-03-10T08:30:00Z", "5")
      yield* use(account, "2026-03-10T08:30:00Z", "50", "seats")
      const [first] = (yield* sealed(account)).filter(({ meter }) => meter === "requests")
      yield* claimEqual("at first nothing is", first?.included, [])
      yield* use(account, "2026-03-10T09:30:00Z", "7.25")
      const [second] = yield* sealed(account)
      yield* claimEqual("then what was covered, by month", includedIn(second), [
        [periodOf(second, "2026-02-20T10:00:00Z"), quantity("3.5")],
        [periodOf(second, "2026-03-10T10:00:00Z"), quantity("5")]
      ])
      yield* use(account, "2026-03-10T10:30:00Z", "100")
      yield* use(account, "2026-03-10T10:30:00Z", "60", "seats")
      const third = yield* sealed(account)
      yield* claimEqual(
        "and the sum of all sealings, apart for each meter",
        third.map((usage) => [usage.meter, includedIn(usage).at(-1)?.[1]]).toSorted(byText),
        [
          ["requests", quantity("12.25")],
          ["seats", quantity("50")]
        ]
      )
      yield* use(account, "2026-03-10T11:30:00Z", "1")
      const [last] = yield* sealed(account)
      yield* claimEqual("until it is used up", includedIn(last).at(-1)?.[1], quantity("100"))
    })
  }
]

const aHundred = (meter: string) =>
  Allowance.make({ meter, period: "month", quantity: Quantity.ofUnits(100) })

const use = Effect.fnUntraced(function* (
  account: string,
  occurredAt: string,
  units: string,
  meter = "requests"
) {
  yield* append([yield* freshEvent({ account, meter, occurredAt, quantity: units })])
})

const sealed = (account: string) => offeredOf(account, { decide: sealAt(sealingTime) })

const includedIn = (usage: DueUsage | undefined) =>
  (usage?.included ?? []).map((one) => [one.period, one.quantity] as const).toSorted(byText)

const periodOf = (usage: DueUsage | undefined, time: string) => {
  const subscription = usage?.subscriptions[0]
  if (usage === undefined || subscription === undefined) return undefined
  const context = {
    hour: hourOf(time),
    includedBefore: () => Quantity.zero,
    meter: usage.meter,
    subscription
  }
  return includedUsage(Quantity.zero, context)?.period
}

const byText = ([left]: ReadonlyArray<unknown>, [right]: ReadonlyArray<unknown>) =>
  String(left) < String(right) ? -1 : 1
