import { Effect, Equal } from "effect"
import { Balance } from "../../model/Balance.ts"
import { HourUsage } from "../../model/HourUsage.ts"
import { Quantity } from "../../model/Quantity.ts"
import type { DueUsage, Sealing } from "../../model/Sealing.ts"
import { Subscription } from "../../model/Subscription.ts"
import { largestTags } from "../../policy/largestTags.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import {
  at,
  exampleProduct,
  exampleRegion,
  freshAccount,
  freshAgreement,
  freshEvent,
  freshName,
  hourOf,
  quantity,
  sealAt
} from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { randomEvents } from "./randomEvents.ts"
import { append, leaveOpen, offeredOf, sealingTime } from "./sealingSteps.ts"

/** What every ledger promises about sealing hours. */
export const ledgerSealingLaws: ReadonlyArray<
  Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>
> = [
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
    name: "a sealing that fails leaves everything as it was",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "3" })])
      const fail = (usage: DueUsage): Sealing => {
        if (usage.account === account) throw new Error("planted")
        return sealAt(sealingTime)(usage)
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
        { hour: hourOf("2026-03-10T11:00:00Z"), quantity: quantity("2"), tagged: [] }
      ])
      yield* claimEqual("all units wait to be sent", (yield* balanceOf(account))?.pending, quantity("7"))
    })
  },
  {
    name: "every sealed hour that may still be sent is known, those before the open ones too",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      for (const hour of ["09", "10"]) {
        const occurredAt = `2026-03-10T${hour}:30:00Z`
        yield* append([yield* freshEvent({ account, occurredAt, quantity: "1.5" })])
      }
      yield* offeredUsage(account)
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "1" })])
      // The carry is of one of them, and must not be sealed into it again.
      yield* claimEqual("both are named", (yield* offeredUsage(account))?.sealedHours, [
        hourOf("2026-03-10T09:00:00Z"),
        hourOf("2026-03-10T10:00:00Z")
      ])
    })
  },
  {
    name: "late usage keeps its tags on its way to another hour, and is counted with what is there",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const tags = [["team", "red"]] as const
      const occurredAt = "2026-03-10T10:30:00Z"
      yield* append([yield* freshEvent({ account, occurredAt, quantity: "5" })])
      yield* offeredUsage(account)
      yield* append([
        yield* freshEvent({ account, occurredAt, quantity: "2", tags }),
        yield* freshEvent({ account, occurredAt, quantity: "4" })
      ])
      yield* offeredUsage(account)
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "8", tags })])
      yield* claimEqual("the next hour has both", (yield* offeredUsage(account))?.openHours, [
        {
          hour: hourOf("2026-03-10T11:00:00Z"),
          quantity: quantity("14"),
          tagged: [{ tags, quantity: quantity("10") }]
        }
      ])
    })
  },
  {
    name: "an hour with more sets of tags than a record takes is offered whole, with the largest 2 500 of them",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const meter = yield* freshName("meter")
      const one = yield* freshEvent({ account, meter, occurredAt: "2026-03-10T11:30:00Z", quantity: "1.25" })
      const sized = (i: number) => Quantity.times(one.quantity, BigInt(1 + ((i * 7) % 100)))
      const events = Array.from({ length: 2_502 }, (_, i) => ({
        ...one,
        eventId: `${one.eventId} ${i}`,
        quantity: sized(i),
        tags: [["run", String(i)]] as const
      }))
      yield* append([...events, one])
      const [usage] = yield* offeredOf(account, { decide: leaveOpen })
      const offered = usage?.openHours[0] ?? HourUsage.none
      const all = HourUsage.of([...events, one].map((part) => ({ quantity: part.quantity, tags: part.tags })))
      yield* claimEqual("nothing is lost", offered.quantity, all.quantity)
      yield* claimEqual("no more sets are named", offered.tagged.length, 2_500)
      const isKept = Equal.equals(offered.tagged, largestTags(all).tagged)
      yield* claim("the smallest are the others", isKept)
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
      const rounds = { now: sealingTime, openHoursMax: 2, through: hourOf("2026-03-10T11:00:00Z") }
      while ((yield* ledger.seal(sealAt(sealingTime), rounds)).openHours > 0) continue
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
        yield* append(yield* randomEvents(account, { events: 30, firstHour: 5 }))
        yield* allExplained(account)
        yield* seal(sealAt(sealingTime, { meter: { fraction: round % 2 === 0 ? "carry" : "up" } }))
        yield* allExplained(account)
      }
    })
  }
]

const seal = Effect.fnUntraced(function* (decide: (usage: DueUsage) => Sealing) {
  const ledger = yield* RecordLedger
  return yield* ledger.seal(decide, {
    now: sealingTime,
    openHoursMax: 10_000,
    through: hourOf("2026-03-10T11:00:00Z")
  })
})

/** Seals with the real policy and returns what was offered of one account. */
const offeredUsage = (account: string) =>
  Effect.map(offeredOf(account, { decide: sealAt(sealingTime) }), ([offered]) => offered)

const balancesOf = Effect.fnUntraced(function* (account: string) {
  const books = yield* Books
  return (yield* books.balances).filter((row) => row.account === account)
})

const balanceOf = (account: string) => Effect.map(balancesOf(account), ([balance]) => balance)

const allExplained = Effect.fnUntraced(function* (account: string) {
  const balances = yield* balancesOf(account)
  yield* claim("there are balances", balances.length > 0)
  yield* claimEqual(
    "nothing is unexplained",
    balances.filter((balance) => Balance.unexplained(balance) !== Quantity.zero),
    []
  )
})
