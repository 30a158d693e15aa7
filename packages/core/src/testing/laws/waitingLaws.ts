import { Effect } from "effect"
import { Quantity } from "../../model/Quantity.ts"
import { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, freshAccount, freshEvent, freshName, hourOf } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { leaseAt, settled, settleOwn } from "./ledgerSteps.ts"
import { append, leaveOpen, offeredOf, recordEach } from "./sealingSteps.ts"

/** What the books of every store promise about usage for which time runs out. */
export const waitingLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "usage waits while it is open, and in a record until AWS has it",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* use(account, "2026-03-10T11:30:00Z", "3")
      yield* offeredOf(account, { decide: leaveOpen })
      const open = { ...waitingIn(account, "2026-03-10T11:00:00Z", 3), state: "open", deadline: undefined }
      yield* claimEqual("in its hour", yield* waitingOf(account), [open])
      yield* offeredOf(account, { decide: recordEach })
      const deadline = at("2026-03-11T11:00:00Z")
      const record = { ...waitingIn(account, "2026-03-10T11:00:00Z", 3), state: "sealed", deadline }
      yield* claimEqual("in its record", yield* waitingOf(account), [record])
      const lease = yield* leaseAt("13:00")
      yield* claimEqual("while it is sent", yield* waitingOf(account), [record])
      yield* settleOwn(lease, account, settled)
      yield* claimEqual("no longer", yield* waitingOf(account), [])
    })
  },
  {
    name: "usage waits whether its account is linked or not, in the order of account, hour and state",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const stranger = yield* freshName("a stranger")
      yield* use(account, "2026-03-10T10:30:00Z", "2")
      yield* offeredOf(account, { decide: recordEach })
      for (const time of ["2026-03-10T11:30:00Z", "2026-03-10T10:30:00Z", "2026-03-10T09:30:00Z"])
        yield* use(account, time, "1")
      yield* use(stranger, "2026-03-10T12:30:00Z", "1")
      yield* offeredOf(account, { decide: leaveOpen })
      const rows = yield* waitingOf(account, stranger)
      yield* claimEqual(
        "the stranger first, and open before sealed",
        rows.map((row) => [row.account === account, row.hour, row.state]),
        [
          [false, hourOf("2026-03-10T12:00:00Z"), "open"],
          [true, hourOf("2026-03-10T09:00:00Z"), "open"],
          [true, hourOf("2026-03-10T10:00:00Z"), "open"],
          [true, hourOf("2026-03-10T10:00:00Z"), "sealed"],
          [true, hourOf("2026-03-10T11:00:00Z"), "open"]
        ]
      )
    })
  },
  {
    name: "what has time, what is long past and what is nothing does not wait",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* use(account, "2026-03-10T10:30:00Z", "1")
      yield* use(account, "2026-03-10T11:30:00Z", "0")
      yield* offeredOf(account, { decide: recordEach })
      yield* claimEqual("its deadline is far", yield* waitingOf(account, account, "2026-03-11T09:59:59Z"), [])
      const near = yield* waitingOf(account, account, "2026-03-11T10:00:00Z")
      yield* claimEqual(
        "it is near, and a record of zero is no matter",
        near.map(({ hour }) => hour),
        [hourOf("2026-03-10T10:00:00Z")]
      )
      yield* use(account, "2026-03-08T11:30:00Z", "1")
      yield* use(account, "2026-03-10T09:30:00Z", "0")
      yield* use(account, "2026-03-10T13:01:00Z", "1")
      yield* offeredOf(account, { decide: leaveOpen })
      const all = yield* waitingOf(account)
      yield* claimEqual(
        "an hour that AWS takes no more is none either, nor is one after those that are asked for",
        all.map(({ hour }) => hour),
        [hourOf("2026-03-10T10:00:00Z")]
      )
    })
  }
]

const use = Effect.fnUntraced(function* (account: string, occurredAt: string, units: string) {
  yield* append([yield* freshEvent({ account, occurredAt, quantity: units })])
})

const waitingIn = (account: string, time: string, units: number) => ({
  account,
  meter: "requests",
  hour: hourOf(time),
  quantity: Quantity.ofUnits(units)
})

const waitingOf = Effect.fnUntraced(function* (
  account: string,
  other = account,
  deadlineUntil = "2026-03-12T00:00:00Z"
) {
  const books = yield* Books
  const waiting = yield* books.waiting({
    deadlineUntil: at(deadlineUntil),
    openFrom: hourOf("2026-03-09T12:00:00Z"),
    openThrough: hourOf("2026-03-10T12:00:00Z")
  })
  return waiting.filter((row) => row.account === account || row.account === other)
})
