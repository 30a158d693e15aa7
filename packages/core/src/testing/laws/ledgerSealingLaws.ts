import { Effect, Random } from "effect"
import { Balance } from "../../model/Balance.ts"
import { MeteringHour } from "../../model/MeteringHour.ts"
import { Quantity } from "../../model/Quantity.ts"
import type { DueUsage, Sealing } from "../../model/Sealing.ts"
import type { UsageEvent } from "../../model/UsageEvent.ts"
import { aggregateHour } from "../../policy/aggregateHour.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import {
  at,
  freshAccount,
  freshAgreement,
  freshEvent,
  freshName,
  hourOf,
  quantity,
  sealAt
} from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { exampleProduct, exampleRegion } from "../builders.ts"
import { Subscription } from "../../model/Subscription.ts"

/** What every ledger promises about counting events and sealing hours. */
export const ledgerSealingLaws: ReadonlyArray<
  Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>
> = [
  {
    name: "sealing offers exactly what aggregateHour makes of the same events",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const events = yield* randomEvents(account, 60)
      yield* append(events.slice(0, 40))
      yield* append(events.slice(40))
      const offered = yield* offeredUsage(account)
      const wanted = [...new Set(events.map((event) => MeteringHour.of(event.occurredAt)))].toSorted(
        (a, b) => a - b
      )
      yield* claimEqual(
        "each hour has the sum of its events",
        offered?.openHours,
        wanted.map((hour) => ({
          hour,
          quantity: aggregateHour(events.filter((event) => MeteringHour.of(event.occurredAt) === hour))
        }))
      )
    })
  },
  {
    name: "usage is sealed once",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "3" })])
      yield* claimEqual("it is offered", (yield* offeredUsage(account))?.openHours.length, 1)
      yield* claimEqual("and never again", yield* offeredUsage(account), undefined)
      yield* claimEqual("its units wait to be sent", (yield* balanceOf(account))?.pending, quantity("3"))
    })
  },
  {
    name: "an hour that is not due stays open",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T12:00:00Z", quantity: "3" })])
      yield* claimEqual("it is not offered", yield* offeredUsage(account), undefined)
      yield* claimEqual("its units are open", (yield* balanceOf(account))?.open, quantity("3"))
    })
  },
  {
    name: "an hour in which the subscription has ended is due at once",
    holds: Effect.gen(function* () {
      const ended = yield* freshAccount({ activeUntil: at("2026-03-10T12:20:00Z") })
      const running = yield* freshAccount({ activeUntil: at("2026-03-10T12:40:00Z") })
      for (const account of [ended, running]) {
        yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T12:05:00Z", quantity: "3" })])
      }
      yield* claimEqual("it is offered before it is over", (yield* offeredUsage(ended))?.openHours.length, 1)
      yield* claimEqual("and sealed in time to be sent", (yield* balanceOf(ended))?.pending, quantity("3"))
      yield* claimEqual("one that ends later is not", yield* offeredUsage(running), undefined)
    })
  },
  {
    name: "a sealing that fails leaves everything as it was",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "3" })])
      const fail = (usage: DueUsage): Sealing => {
        if (usage.account === account) throw new Error("planted")
        return sealAt(now)(usage)
      }
      yield* Effect.exit(seal(fail))
      yield* claimEqual("the units are open", (yield* balanceOf(account))?.open, quantity("3"))
      yield* claimEqual("and offered the next time", (yield* offeredUsage(account))?.openHours.length, 1)
    })
  },
  {
    name: "what is carried comes back with the next hour",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T10:30:00Z", quantity: "1.4" })])
      yield* offeredUsage(account)
      yield* claimEqual("the fraction is carried", (yield* balanceOf(account))?.carried, quantity("0.4"))
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "0.6" })])
      const next = yield* offeredUsage(account)
      yield* claimEqual("it is offered with its hour", next?.carry, {
        hour: hourOf("2026-03-10T10:00:00Z"),
        quantity: quantity("0.4")
      })
      yield* claimEqual(
        "and makes a whole unit",
        [(yield* balanceOf(account))?.carried, (yield* balanceOf(account))?.pending],
        [Quantity.zero, quantity("2")]
      )
    })
  },
  {
    name: "late usage is offered with the sealed hours, and goes where the sealing moves it",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const occurredAt = "2026-03-10T10:30:00Z"
      yield* append([yield* freshEvent({ account, occurredAt, quantity: "5" })])
      yield* offeredUsage(account)
      yield* append([yield* freshEvent({ account, occurredAt, quantity: "2" })])
      const late = yield* offeredUsage(account)
      yield* claimEqual("the hour is known as sealed", late?.sealedHours, [hourOf(occurredAt)])
      yield* claimEqual("the usage waits in the next hour", (yield* offeredUsage(account))?.openHours, [
        { hour: hourOf("2026-03-10T11:00:00Z"), quantity: quantity("2") }
      ])
      yield* claimEqual("all units wait to be sent", (yield* balanceOf(account))?.pending, quantity("7"))
    })
  },
  {
    name: "usage of an account without subscription stays open until there is one",
    holds: Effect.gen(function* () {
      const account = yield* freshName("account")
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "3" })])
      yield* claimEqual("it is not offered", yield* offeredUsage(account), undefined)
      yield* claimEqual("but open", (yield* balanceOf(account))?.open, quantity("3"))
      const registry = yield* SubscriptionRegistry
      const subscription = Subscription.make({
        account,
        productCode: exampleProduct,
        region: exampleRegion,
        agreement: yield* freshAgreement("Product"),
        activeFrom: at("2026-03-01T00:00:00Z")
      })
      yield* registry.link(subscription)
      yield* claimEqual("then it is, with the subscription", (yield* offeredUsage(account))?.subscriptions, [
        subscription
      ])
    })
  },
  {
    name: "an hour sealed in several rounds leaves nothing out",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const meters = ["a", "b", "c", "d", "e"]
      const events = yield* Effect.forEach(meters, (meter) =>
        freshEvent({ account, meter, occurredAt: "2026-03-10T11:30:00Z", quantity: "1" })
      )
      yield* append(events)
      const ledger = yield* RecordLedger
      const rounds = { now, openHoursMax: 2, through: hourOf("2026-03-10T11:00:00Z") }
      while ((yield* ledger.seal(sealAt(now), rounds)).openHours > 0) continue
      const books = yield* Books
      const rows = (yield* books.balances).filter((row) => row.account === account)
      yield* claimEqual(
        "each meter is sealed",
        rows.map((row) => row.pending),
        meters.map(() => quantity("1"))
      )
    })
  },
  {
    name: "after every step all recorded usage is explained",
    holds: Effect.gen(function* () {
      // Hours before the subscription are held; all others are sealed, carried from, and late in turn.
      const account = yield* freshAccount({ activeFrom: at("2026-03-10T06:30:00Z") })
      for (let round = 0; round < 6; round++) {
        yield* append(yield* randomEvents(account, 10))
        yield* allExplained(account)
        yield* seal(sealAt(now, { fraction: round % 2 === 0 ? "carry" : "up" }))
        yield* allExplained(account)
      }
    })
  }
]

const now = at("2026-03-10T12:30:00Z")

const append = (events: ReadonlyArray<UsageEvent>) =>
  Effect.flatMap(UsageOutbox, (outbox) => outbox.append(events, now))

const seal = Effect.fnUntraced(function* (decide: (usage: DueUsage) => Sealing) {
  const ledger = yield* RecordLedger
  return yield* ledger.seal(decide, { now, openHoursMax: 10_000, through: hourOf("2026-03-10T11:00:00Z") })
})

/** Seals with the real policy and returns what was offered of one account. */
const offeredUsage = Effect.fnUntraced(function* (account: string) {
  const offered: Array<DueUsage> = []
  yield* seal((usage) => {
    if (usage.account === account) offered.push(usage)
    return sealAt(now)(usage)
  })
  return offered[0]
})

const randomEvents = Effect.fnUntraced(function* (account: string, n: number) {
  const events: Array<UsageEvent> = []
  for (let i = 0; i < n; i++) {
    const minute = yield* Random.nextIntBetween(0, 8 * 60 - 1)
    const time = `${String(4 + Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`
    const decimals = yield* Random.nextIntBetween(0, 999_999_999_999)
    const units = `${yield* Random.nextIntBetween(0, 1_000_000)}.${String(decimals).padStart(12, "0")}`
    events.push(yield* freshEvent({ account, occurredAt: `2026-03-10T${time}:59.999Z`, quantity: units }))
  }
  return events
})

const balanceOf = Effect.fnUntraced(function* (account: string) {
  const books = yield* Books
  return (yield* books.balances).find((row) => row.account === account)
})

const allExplained = Effect.fnUntraced(function* (account: string) {
  const balance = yield* balanceOf(account)
  yield* claimEqual(
    "nothing is unexplained",
    balance === undefined ? "no balance" : Balance.unexplained(balance),
    0n
  )
})
