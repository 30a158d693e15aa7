import { DateTime, Duration, Effect } from "effect"
import { Balance } from "../../model/Balance.ts"
import type { MeteringPolicy } from "../../model/MeteringPolicy.ts"
import { Quantity } from "../../model/Quantity.ts"
import { Settlement } from "../../model/Settlement.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, freshAccount, freshEvent, freshName, hourOf, quantity, sealAt } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { balanceLaws } from "./balanceLaws.ts"
import { waitingLaws } from "./waitingLaws.ts"

/** What the books of every store promise. */
export const booksLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "each figure is summed from its own rows, and together they explain all that was recorded",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount({ activeFrom: at("2026-03-10T05:00:00Z") })
      yield* use(account, "2026-03-10T04:30:00Z", "1")
      yield* use(account, "2026-03-10T06:30:00Z", "2")
      yield* use(account, "2026-03-10T07:30:00Z", "4")
      yield* use(account, "2026-03-10T08:30:00Z", "8.25")
      yield* sealThrough("2026-03-10T08:00:00Z")
      yield* settle(
        account,
        "2026-03-10T06:00:00Z",
        Settlement.make({ _tag: "Settled", meteringRecordId: "b0000000" })
      )
      yield* settle(
        account,
        "2026-03-10T07:00:00Z",
        Settlement.make({ _tag: "Dead", reason: "InvalidTag: x" })
      )
      yield* use(account, "2026-03-10T08:30:00Z", "16")
      yield* sealThrough("2026-03-10T08:00:00Z", { late: "write-off" })
      yield* use(account, "2026-03-10T12:30:00Z", "32")

      const [balance] = yield* balancesOf(account)

      yield* claimEqual("every place has its own units", balance, {
        account,
        meter: "requests",
        recorded: quantity("63.25"),
        open: quantity("32"),
        carried: quantity("0.25"),
        pending: quantity("8"),
        accepted: quantity("2"),
        dead: quantity("4"),
        held: quantity("1"),
        included: Quantity.zero,
        writtenOff: quantity("16")
      })
      yield* claimEqual(
        "nothing is unexplained",
        balance === undefined ? undefined : Balance.unexplained(balance),
        0n
      )
    })
  },
  {
    name: "usage that is not counted yet is open",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* use(account, "2026-03-10T12:30:00Z", "3")
      const [balance] = yield* balancesOf(account)
      yield* claimEqual(
        "as soon as it is recorded",
        [balance?.recorded, balance?.open],
        [quantity("3"), quantity("3")]
      )
    })
  },
  {
    name: "an account without usage has no balance",
    holds: Effect.gen(function* () {
      yield* claimEqual("not even an empty one", yield* balancesOf(yield* freshAccount()), [])
    })
  },
  {
    name: "balances stand in the order of account, then meter",
    holds: Effect.gen(function* () {
      const first = yield* freshName("a")
      const second = yield* freshName("b")
      for (const [account, meter] of [
        [second, "x"],
        [first, "y"],
        [first, "x"]
      ] as const) {
        yield* use(account, "2026-03-10T12:30:00Z", "1", meter)
      }
      const books = yield* Books
      const rows = (yield* books.balances).filter(({ account }) => account === first || account === second)
      yield* claimEqual(
        "whatever came first",
        rows.map(({ account, meter }) => [account, meter]),
        [
          [first, "x"],
          [first, "y"],
          [second, "x"]
        ]
      )
    })
  },
  {
    name: "what will not be billed is summed by its reason",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount({ activeFrom: at("2026-03-10T06:00:00Z") })
      yield* use(account, "2026-03-10T04:30:00Z", "1")
      yield* use(account, "2026-03-10T05:30:00Z", "2")
      yield* use(account, "2026-03-10T07:30:00Z", "4.5")
      yield* sealThrough("2026-03-10T08:00:00Z", {}, "up")
      const books = yield* Books
      const rows = (yield* books.unbilled).filter((row) => row.account === account)
      yield* claimEqual(
        "held, then written off",
        rows.map(({ kind, quantity: units }) => [kind, units]),
        [
          ["held", quantity("3")],
          ["written off", quantity("-0.5")]
        ]
      )
    })
  },
  ...balanceLaws,
  ...waitingLaws
]

const now = at("2026-03-10T13:30:00Z")

const use = Effect.fnUntraced(function* (
  account: string,
  occurredAt: string,
  units: string,
  meter = "requests"
) {
  const outbox = yield* UsageOutbox
  yield* outbox.append([yield* freshEvent({ account, meter, occurredAt, quantity: units })], now)
})

const sealThrough = Effect.fnUntraced(function* (
  hour: string,
  policy: Partial<MeteringPolicy> = {},
  fraction: "carry" | "up" = "carry"
) {
  const ledger = yield* RecordLedger
  yield* ledger.seal(sealAt(now, { policy, meter: { fraction } }), {
    now,
    openHoursMax: 10_000,
    through: hourOf(hour)
  })
})

/** Leases everything, settles one record and puts the others back. */
const settle = Effect.fnUntraced(function* (account: string, hour: string, settlement: Settlement) {
  const ledger = yield* RecordLedger
  const lease = yield* ledger.lease({
    deadlineAfter: now,
    id: yield* freshName("lease"),
    now,
    recordsMax: 10_000,
    until: DateTime.addDuration(now, Duration.minutes(1))
  })
  const back = Settlement.make({ _tag: "Retry", availableAt: now, mayBeAccepted: false, reason: "put back" })
  const settlements = lease.records.map(({ record }) => ({
    dedupKey: record.dedupKey,
    settlement: record.account === account && record.hour === hourOf(hour) ? settlement : back
  }))
  yield* ledger.settle(lease, settlements, now)
})

const balancesOf = Effect.fnUntraced(function* (account: string) {
  const books = yield* Books
  return (yield* books.balances).filter((row) => row.account === account)
})
