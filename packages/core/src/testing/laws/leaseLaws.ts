import { Effect } from "effect"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import { aSealedRecord, count, leaseAt, own } from "./ledgerSteps.ts"

/** What every ledger promises about leases. */
export const leaseLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
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
  }
]
