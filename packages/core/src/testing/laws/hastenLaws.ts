import { DateTime, Duration, Effect } from "effect"
import type { Instant } from "../../model/Instant.ts"
import { Subscription } from "../../model/Subscription.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, exampleProduct, freshAccount, freshAgreement, freshEvent, hourOf } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { withheldUntil } from "./baselineLaws.ts"
import { clock, count, expireAt, leaseAt, own, settled, settleOwn } from "./ledgerSteps.ts"
import { append, offeredOf, recordEach } from "./sealingSteps.ts"

type Needs = Books | RecordLedger | SubscriptionRegistry | UsageOutbox

/** What every ledger promises about records whose subscription ends after they were sealed. */
export const hastenLaws: ReadonlyArray<Law<Needs>> = [
  {
    name: "what must be sent sooner since its subscription ended is leased first, unchanged",
    holds: Effect.gen(function* () {
      const patient = yield* aSealedHour("2026-03-10T10:30:00Z")
      const urgent = yield* aSealedHour("2026-03-10T11:30:00Z")
      const { account } = urgent.subscription
      yield* claimEqual("it moves", yield* hasten(urgent.subscription, "12:20"), 1)
      const lease = yield* leaseAt("13:00")
      const accounts = lease.records.map(({ record }) => record.account)
      const isFirst = accounts.indexOf(account) < accounts.indexOf(patient.subscription.account)
      yield* claimEqual("before one whose deadline is sooner", isFirst, true)
      const leased = own(lease, account)
      yield* claimEqual("as it was sealed", leased?.record.deadline, at("2026-03-11T11:00:00Z"))
      yield* claimEqual("with its own time", leased?.sendBefore, clock("13:20"))
      yield* claimEqual(
        "others keep theirs",
        own(lease, patient.subscription.account)?.sendBefore,
        patient.deadline
      )
    })
  },
  {
    name: "what AWS takes no longer since its subscription ended is not leased, and expires",
    holds: Effect.gen(function* () {
      const { subscription } = yield* aSealedHour("2026-03-10T11:30:00Z")
      yield* hasten(subscription, "12:20")
      const { account } = subscription
      yield* claimEqual("it does not wait for long", yield* waitingFor(account, "13:19:59"), [])
      yield* claimEqual("but for an hour", yield* waitingFor(account, "13:20"), [clock("13:20")])
      const late = yield* leaseAt("13:00", { deadlineAfter: clock("13:20") })
      yield* claimEqual("then it is not leased", count(late, account), 0)
      const early = yield* expireAt("2026-03-10T13:19:59.999Z", account)
      yield* claimEqual("not before", early.length, 0)
      const ended = yield* expireAt("2026-03-10T13:20:00Z", account)
      yield* claimEqual("but then", ended.length, 1)
    })
  },
  {
    name: "a record is withheld until its subscription ends, and no longer",
    holds: Effect.gen(function* () {
      const { subscription } = yield* aSealedHour("2026-03-10T11:30:00Z", withheldUntil("20:00"))
      yield* claimEqual("it moves", yield* hasten(subscription, "13:00"), 1)
      yield* claimEqual("a repeat moves nothing", yield* hasten(subscription, "13:00"), 0)
      yield* claimEqual("not before", count(yield* leaseAt("12:59:59"), subscription.account), 0)
      yield* claimEqual("but then", count(yield* leaseAt("13:00"), subscription.account), 1)
    })
  },
  {
    name: "a record never moves to a later instant, nor twice to one, nor once it is settled",
    holds: Effect.gen(function* () {
      const { deadline, subscription } = yield* aSealedHour("2026-03-10T11:30:00Z")
      const { account } = subscription
      yield* claimEqual("its deadline is sooner", yield* hasten(subscription, "2026-03-11T10:30:00Z"), 0)
      yield* claimEqual("it stands", own(yield* leaseAt("12:30"), account)?.sendBefore, deadline)
      yield* claimEqual("while it is leased too", yield* hasten(subscription, "13:00"), 1)
      yield* claimEqual("not again", yield* hasten(subscription, "13:00"), 0)
      yield* claimEqual("nor back", yield* hasten(subscription, "14:00"), 0)
      const lease = yield* leaseAt("13:40")
      yield* claimEqual("it stands", own(lease, account)?.sendBefore, clock("14:00"))
      yield* settleOwn(lease, account, settled)
      yield* claimEqual("settled is settled", yield* hasten(subscription, "12:40"), 0)
    })
  },
  {
    name: "the end of one subscription moves the records of no other",
    holds: Effect.gen(function* () {
      const first = yield* aSealedHour("2026-03-10T11:30:00Z")
      const registry = yield* SubscriptionRegistry
      const { account } = first.subscription
      const others = [
        { ...first.subscription, account: `${account}-2` },
        { ...first.subscription, productCode: "another" },
        { ...first.subscription, agreement: yield* freshAgreement("License") },
        { ...first.subscription, activeFrom: clock("12:00") },
        { ...first.subscription, activeUntil: clock("11:00") }
      ]
      for (const other of others) {
        const moved = yield* hasten(Subscription.make(other), "12:20")
        yield* claimEqual(`by ${JSON.stringify(other)}`, moved, 0)
      }
      const all = yield* registry.subscriptionsOf(account)
      yield* claimEqual("its own does", yield* hasten(all[0]!, "12:20"), 1)
    })
  }
]

/** Records three units in an hour of a fresh buyer and seals it. */
const aSealedHour = Effect.fnUntraced(function* (occurredAt: string, decide = recordEach) {
  const account = yield* freshAccount({ productCode: exampleProduct })
  yield* append([yield* freshEvent({ account, occurredAt, quantity: "3" })])
  yield* offeredOf(account, { decide })
  const registry = yield* SubscriptionRegistry
  const [subscription] = yield* registry.subscriptionsOf(account)
  return {
    subscription: subscription!,
    deadline: DateTime.addDuration(DateTime.startOf(at(occurredAt), "hour"), Duration.days(1))
  }
})

const hasten = (subscription: Subscription, end: string) =>
  Effect.flatMap(RecordLedger, (ledger) => {
    const endsAt = clock(end)
    return ledger.hasten([
      {
        subscription: Subscription.make({
          ...subscription,
          activeUntil: subscription.activeUntil ?? endsAt
        }),
        endsAt,
        sendBefore: DateTime.addDuration(endsAt, Duration.hours(1))
      }
    ])
  })

const waitingFor = Effect.fnUntraced(function* (account: string, deadlineUntil: string) {
  const books = yield* Books
  const waiting = yield* books.waiting({
    deadlineUntil: clock(deadlineUntil),
    openFrom: hourOf("2026-03-10T00:00:00Z"),
    openThrough: hourOf("2026-03-10T23:00:00Z")
  })
  return waiting.filter((row) => row.account === account).map(({ deadline }): Instant | undefined => deadline)
})
