import { Effect } from "effect"
import { DedupKey } from "../../model/DedupKey.ts"
import { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import { RecordReview } from "../../port/RecordReview.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { freshAccount, freshAgreement, freshEvent, quantity } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { withheldUntil } from "./baselineLaws.ts"
import { balanceOf, clock, count, leaseAt, own, retryAt, settleOwn } from "./ledgerSteps.ts"
import { append, offeredOf } from "./sealingSteps.ts"

type Needs = Books | RecordLedger | RecordReview | SubscriptionRegistry | UsageOutbox

/** What every review of withheld records promises. */
export const recordReviewLaws: ReadonlyArray<Law<Needs>> = [
  {
    name: "withheld records are listed with their reason until they are released, those to be released first at first",
    holds: Effect.gen(function* () {
      const late = yield* aWithheldRecord({ until: "15:00", reason: "Withheld: far too much" })
      const early = yield* aWithheldRecord({ until: "14:00", reason: "Withheld: too much" })
      const listed = yield* withheldOf([late.account, early.account], "13:59:59")
      yield* claimEqual("both wait", listed, [
        { record: early.record, until: clock("14:00"), reason: "Withheld: too much" },
        { record: late.record, until: clock("15:00"), reason: "Withheld: far too much" }
      ])
      const later = yield* withheldOf([late.account, early.account], "14:00")
      yield* claimEqual(
        "then only the later one",
        later.map(({ record }) => record.account),
        [late.account]
      )
    })
  },
  {
    name: "a released record is leased from now on, unchanged",
    holds: Effect.gen(function* () {
      const { account, record } = yield* aWithheldRecord()
      yield* claimEqual("it was withheld", yield* release(record.dedupKey, "13:00"), true)
      yield* claimEqual("it is no more", yield* withheldOf([account], "13:00"), [])
      yield* claimEqual("not before", count(yield* leaseAt("12:59:59"), account), 0)
      const leased = own(yield* leaseAt("13:00"), account)
      yield* claimEqual("but now, at its first attempt", [leased?.record, leased?.attempts], [record, 1])
    })
  },
  {
    name: "a withdrawn record is dead, with the reason given and its units in the books",
    holds: Effect.gen(function* () {
      const { account, record } = yield* aWithheldRecord()
      yield* claimEqual("it was withheld", yield* withdraw(record.dedupKey, "13:00"), true)
      yield* claimEqual("it is no more", yield* withheldOf([account], "13:00"), [])
      yield* claimEqual("it is never sent", count(yield* leaseAt("15:00"), account), 0)
      yield* claimEqual("its units are dead", (yield* balanceOf(account, "requests"))?.dead, quantity("3"))
      const books = yield* Books
      const rows = (yield* books.unbilled).filter((row) => row.account === account)
      yield* claimEqual(
        "with the reason",
        rows.map(({ kind, reason }) => [kind, reason]),
        [["dead", "a load test of ours"]]
      )
    })
  },
  {
    name: "a record of which an attempt was made is neither released nor withdrawn",
    holds: Effect.gen(function* () {
      const { account, record } = yield* aWithheldRecord()
      const lease = yield* leaseAt("14:00")
      yield* claimEqual("not while it is leased", yield* bothAt(record.dedupKey, "13:30"), [false, false])
      yield* settleOwn(lease, account, retryAt("15:00", true))
      // Clocks may disagree: this person's says that it is withheld still.
      yield* claimEqual("nor after that", yield* bothAt(record.dedupKey, "13:30"), [false, false])
      yield* claimEqual("it is not listed", yield* withheldOf([account], "13:30"), [])
      yield* claimEqual("its retry is not moved", count(yield* leaseAt("14:59:59"), account), 0)
      yield* claimEqual("and comes", own(yield* leaseAt("15:00"), account)?.mayBeAccepted, true)
    })
  },
  {
    name: "a record that is past its time is neither released nor withdrawn",
    holds: Effect.gen(function* () {
      const { account, record } = yield* aWithheldRecord()
      yield* claimEqual("it goes by itself", yield* bothAt(record.dedupKey, "14:00"), [false, false])
      yield* claimEqual("it is not listed", yield* withheldOf([account], "14:00"), [])
      yield* claimEqual("it is sent", count(yield* leaseAt("14:00"), account), 1)
    })
  },
  {
    name: "a decision holds, and a repeat or another one changes nothing",
    holds: Effect.gen(function* () {
      const released = yield* aWithheldRecord()
      yield* release(released.record.dedupKey, "13:00")
      yield* claimEqual("it is released", yield* bothAt(released.record.dedupKey, "13:10"), [false, false])
      yield* claimEqual("from the first time on", count(yield* leaseAt("13:00"), released.account), 1)
      const withdrawn = yield* aWithheldRecord()
      yield* withdraw(withdrawn.record.dedupKey, "13:00")
      yield* claimEqual("it is withdrawn", yield* bothAt(withdrawn.record.dedupKey, "13:10"), [false, false])
      yield* claimEqual("for ever", count(yield* leaseAt("15:00"), withdrawn.account), 0)
    })
  },
  {
    name: "a record that no guard withholds is none of the review's",
    holds: Effect.gen(function* () {
      const { account, record } = yield* aWithheldRecord({ until: "12:00" })
      const bystander = yield* aWithheldRecord()
      const unknown = DedupKey.of({ ...record, agreement: yield* freshAgreement("Product") })
      yield* claimEqual("it stays as it is", yield* bothAt(record.dedupKey, "13:00"), [false, false])
      yield* claimEqual("so does one that is not there", yield* bothAt(unknown, "13:00"), [false, false])
      yield* claimEqual("it is sent", count(yield* leaseAt("13:00"), account), 1)
      yield* claimEqual("another is not", count(yield* leaseAt("13:00"), bystander.account), 0)
    })
  }
]

const aWithheldRecord = Effect.fnUntraced(function* (
  options: { readonly reason?: string; readonly until?: string } = {}
) {
  const account = yield* freshAccount()
  yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "3" })])
  const decide = withheldUntil(options.until ?? "14:00", options.reason)
  const [usage] = yield* offeredOf(account, { decide })
  const record = decide(usage!).records[0]!
  return { account, record }
})

const withheldOf = Effect.fnUntraced(function* (accounts: ReadonlyArray<string>, time: string) {
  const review = yield* RecordReview
  const waiting = yield* review.withheld(clock(time))
  return waiting.filter(({ record }) => accounts.includes(record.account))
})

const release = (dedupKey: DedupKey, time: string) =>
  Effect.flatMap(RecordReview, (review) => review.release(dedupKey, clock(time)))

const withdraw = (dedupKey: DedupKey, time: string) =>
  Effect.flatMap(RecordReview, (review) => review.withdraw(dedupKey, "a load test of ours", clock(time)))

const bothAt = (dedupKey: DedupKey, time: string) =>
  Effect.all([release(dedupKey, time), withdraw(dedupKey, time)])
