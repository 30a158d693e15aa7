import { Effect, Option } from "effect"
import { Settlement } from "../../model/Settlement.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, quantity } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import {
  aSealedRecord,
  balanceOf,
  clock,
  count,
  expireAt,
  leaseAt,
  own,
  retryAt,
  settleAll,
  settled,
  settleOwn
} from "./ledgerSteps.ts"

/** What every ledger promises about settling records, and about those that are never settled. */
export const settleLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "a settled record is final",
    holds: Effect.gen(function* () {
      const { account, meter } = yield* aSealedRecord()
      yield* settleAll(yield* leaseAt("13:00"), settled)
      yield* claimEqual("it is not leased again", count(yield* leaseAt("14:00"), account), 0)
      yield* claimEqual("nor does it expire", yield* expireAt("2026-03-12T00:00:00Z", account), [])
      yield* claimEqual("its units are accepted", (yield* balanceOf(account, meter))?.accepted, quantity("3"))
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
      yield* claim("the ledger tells when", next.epochMilliseconds <= clock("13:10").epochMilliseconds, next)
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
