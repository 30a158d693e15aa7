import { DateTime, Duration, Effect, Option } from "effect"
import type { DedupKey } from "../../model/DedupKey.ts"
import type { Instant } from "../../model/Instant.ts"
import type { Lease } from "../../model/Lease.ts"
import { Settlement } from "../../model/Settlement.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, freshAccount, freshEvent, freshName, hourOf, quantity, sealAt } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { ledgerSealingLaws } from "./ledgerSealingLaws.ts"

/** What every ledger promises. */
export const recordLedgerLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> =
  [
    ...ledgerSealingLaws,
    {
      name: "a leased record is invisible until its lease expires",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord()
        yield* claimEqual("the first lease has it", count(yield* leaseAt("13:00"), account), 1)
        yield* claimEqual("a second has not", count(yield* leaseAt("13:00:59"), account), 0)
        yield* claimEqual("after the end it is there again", count(yield* leaseAt("13:01"), account), 1)
      })
    },
    {
      name: "a record taken over from an expired lease may be accepted already, and says so",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord()
        const first = own(yield* leaseAt("13:00"), account)
        const second = own(yield* leaseAt("13:02"), account)
        yield* claimEqual("at first nothing is in doubt", [first?.attempts, first?.mayBeAccepted], [1, false])
        yield* claimEqual("then it is", [second?.attempts, second?.mayBeAccepted], [2, true])
        yield* claimEqual("and its content is the same", second?.record, first?.record)
      })
    },
    {
      name: "leases come in the order of deadlines",
      holds: Effect.gen(function* () {
        const late = yield* aSealedRecord({ occurredAt: "2026-03-10T11:30:00Z" })
        const early = yield* aSealedRecord({ occurredAt: "2026-03-10T10:30:00Z" })
        const lease = yield* leaseAt("13:00")
        const accounts = lease.records.map(({ record }) => record.account)
        yield* claim(
          "the earlier hour is first",
          accounts.indexOf(early.account) < accounts.indexOf(late.account),
          accounts
        )
        const deadlines = lease.records.map(({ record }) => record.deadline.epochMilliseconds)
        yield* claimEqual(
          "so are all others",
          deadlines,
          deadlines.toSorted((a, b) => a - b)
        )
      })
    },
    {
      name: "a lease takes no more records than asked for",
      holds: Effect.gen(function* () {
        yield* aSealedRecord()
        yield* aSealedRecord()
        yield* claimEqual("one is one", (yield* leaseAt("13:00", { recordsMax: 1 })).records.length, 1)
      })
    },
    {
      name: "a record at its deadline is not leased",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord({ occurredAt: "2026-03-10T11:30:00Z" })
        const lease = yield* leaseAt("13:00", { deadlineAfter: at("2026-03-11T11:00:00Z") })
        yield* claimEqual("it is not in the lease", count(lease, account), 0)
      })
    },
    {
      name: "a settled record is final",
      holds: Effect.gen(function* () {
        const { account, meter } = yield* aSealedRecord()
        yield* settleAll(yield* leaseAt("13:00"), settled)
        yield* claimEqual("it is not leased again", count(yield* leaseAt("14:00"), account), 0)
        yield* claimEqual("nor does it expire", yield* expireAt("2026-03-12T00:00:00Z", account), [])
        yield* claimEqual(
          "its units are accepted",
          (yield* balanceOf(account, meter))?.accepted,
          quantity("3")
        )
      })
    },
    {
      name: "a holder whose lease went to another settles nothing",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord()
        const stale = yield* leaseAt("13:00")
        const fresh = yield* leaseAt("13:02")
        yield* claimEqual("the stale one is refused", yield* settleOwn(stale, account, settled), [])
        yield* claimEqual("the fresh one is heard", (yield* settleOwn(fresh, account, settled)).length, 1)
        yield* claimEqual("a repeat changes nothing", yield* settleOwn(fresh, account, settled), [])
      })
    },
    {
      name: "a retry is leased from its instant on, and not before",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord()
        yield* settleOwn(yield* leaseAt("13:00"), account, retryAt("13:10", false))
        const ledger = yield* RecordLedger
        const next = Option.getOrThrow(yield* ledger.nextDueAt)
        yield* claim(
          "the ledger tells when",
          next.epochMilliseconds <= clock("13:10").epochMilliseconds,
          next
        )
        yield* claimEqual("before it there is nothing", count(yield* leaseAt("13:09:59"), account), 0)
        const again = own(yield* leaseAt("13:10"), account)
        yield* claimEqual(
          "then there is, with a clean slate",
          [again?.attempts, again?.mayBeAccepted],
          [2, false]
        )
      })
    },
    {
      name: "a doubt once raised stays with the record",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord()
        yield* settleOwn(yield* leaseAt("13:00"), account, retryAt("13:10", true))
        yield* settleOwn(yield* leaseAt("13:10"), account, retryAt("13:20", false))
        yield* claimEqual("it may be accepted", own(yield* leaseAt("13:20"), account)?.mayBeAccepted, true)
      })
    },
    {
      name: "a dead record keeps its units and its reason",
      holds: Effect.gen(function* () {
        const { account, meter } = yield* aSealedRecord()
        yield* settleOwn(
          yield* leaseAt("13:00"),
          account,
          Settlement.make({ _tag: "Dead", reason: "InvalidTag: x" })
        )
        yield* claimEqual("its units are dead", (yield* balanceOf(account, meter))?.dead, quantity("3"))
        const books = yield* Books
        const row = (yield* books.unbilled).find((unbilled) => unbilled.account === account)
        yield* claimEqual("its reason is kept", row, {
          account,
          meter,
          kind: "dead",
          reason: "InvalidTag: x",
          quantity: quantity("3")
        })
        yield* claimEqual("it is not leased again", count(yield* leaseAt("14:00"), account), 0)
      })
    },
    {
      name: "a record past its deadline ends dead with AWS's last word, or in doubt when it may be accepted",
      holds: Effect.gen(function* () {
        const refused = yield* aSealedRecord()
        const unheard = yield* aSealedRecord()
        const lease = yield* leaseAt("13:00")
        yield* settleOwn(lease, refused.account, retryAt("13:10", false, "CustomerNotSubscribed"))
        yield* settleOwn(lease, unheard.account, retryAt("13:10", true, "time-out"))
        const deadline = "2026-03-11T11:00:00Z"
        yield* claimEqual("not before", yield* expireAt("2026-03-11T10:59:59Z", refused.account), [])
        const [dead] = yield* expireAt(deadline, refused.account, deadline)
        yield* claimEqual("the refused one is dead", dead?.state, "dead")
        yield* claim(
          "with AWS's last word",
          dead?.reason.includes("CustomerNotSubscribed") === true,
          dead?.reason
        )
        yield* claimEqual(
          "its units are dead",
          (yield* balanceOf(refused.account, "requests"))?.dead,
          quantity("3")
        )
        yield* claimEqual(
          "the unheard one still pends",
          (yield* balanceOf(unheard.account, "requests"))?.pending,
          quantity("3")
        )
        yield* claimEqual(
          "and is not leased",
          count(yield* leaseAt("2026-03-11T11:05:00Z"), unheard.account),
          0
        )
      })
    },
    {
      name: "a running lease is not expired under its holder",
      holds: Effect.gen(function* () {
        const { account } = yield* aSealedRecord()
        yield* leaseAt("2026-03-11T10:59:30Z", { deadlineAfter: at("2026-03-11T10:59:30Z") })
        const early = yield* expireAt("2026-03-11T11:00:00Z", account, "2026-03-11T11:00:00Z")
        yield* claimEqual("while it runs the record is left alone", early, [])
        const [ended] = yield* expireAt("2026-03-11T11:00:30Z", account, "2026-03-11T11:00:30Z")
        yield* claimEqual("after it nobody knows how far it came", ended?.state, "in doubt")
      })
    }
  ]

const clock = (time: string): Instant => at(time.length > 8 ? time : `2026-03-10T${time.padEnd(8, ":00")}Z`)

/** Records three units in an hour and seals them. */
const aSealedRecord = Effect.fnUntraced(function* (options: { readonly occurredAt?: string } = {}) {
  const account = yield* freshAccount()
  const event = yield* freshEvent({
    account,
    occurredAt: options.occurredAt ?? "2026-03-10T11:30:00Z",
    quantity: "3"
  })
  const outbox = yield* UsageOutbox
  yield* outbox.append([event], event.occurredAt)
  const ledger = yield* RecordLedger
  const now = at("2026-03-10T12:30:00Z")
  yield* ledger.seal(sealAt(now), { now, openHoursMax: 10_000, through: hourOf("2026-03-10T11:00:00Z") })
  return { account, meter: event.meter }
})

const leaseAt = Effect.fnUntraced(function* (
  time: string,
  options: { readonly deadlineAfter?: Instant; readonly recordsMax?: number } = {}
) {
  const now = clock(time)
  const ledger = yield* RecordLedger
  return yield* ledger.lease({
    deadlineAfter: options.deadlineAfter ?? now,
    id: yield* freshName("lease"),
    now,
    recordsMax: options.recordsMax ?? 10_000,
    until: DateTime.addDuration(now, Duration.minutes(1))
  })
})

const own = (lease: Lease, account: string) => lease.records.find(({ record }) => record.account === account)

const count = (lease: Lease, account: string) =>
  lease.records.filter(({ record }) => record.account === account).length

const settled = Settlement.make({ _tag: "Settled", meteringRecordId: "b0000000-98f0-4e90-8bd2-bf000000001e" })

const retryAt = (time: string, mayBeAccepted: boolean, reason = "try again") =>
  Settlement.make({ _tag: "Retry", availableAt: clock(time), mayBeAccepted, reason })

const settleOwn = (lease: Lease, account: string, settlement: Settlement) =>
  settle(
    lease,
    lease.records.filter(({ record }) => record.account === account).map(({ record }) => record.dedupKey),
    settlement
  )

const settleAll = (lease: Lease, settlement: Settlement) =>
  settle(
    lease,
    lease.records.map(({ record }) => record.dedupKey),
    settlement
  )

const settle = (lease: Lease, keys: ReadonlyArray<DedupKey>, settlement: Settlement) =>
  Effect.flatMap(RecordLedger, (ledger) =>
    ledger.settle(
      lease,
      keys.map((dedupKey) => ({ dedupKey, settlement })),
      clock("13:30")
    )
  )

const expireAt = (deadlineUntil: string, account: string, now = "2026-03-10T14:00:00Z") =>
  Effect.flatMap(RecordLedger, (ledger) =>
    Effect.map(ledger.expire({ deadlineUntil: at(deadlineUntil), now: at(now) }), (expired) =>
      expired.filter(({ record }) => record.account === account)
    )
  )

const balanceOf = Effect.fnUntraced(function* (account: string, meter: string) {
  const books = yield* Books
  return (yield* books.balances).find((row) => row.account === account && row.meter === meter)
})
