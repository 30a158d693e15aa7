import { Effect } from "effect"
import { Settlement } from "../../model/Settlement.ts"
import type { Books } from "../../port/Books.ts"
import { LedgerAudit } from "../../port/LedgerAudit.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { hourOf, quantity } from "../builders.ts"
import { claim, claimEqual, type Law } from "../Law.ts"
import {
  aWithheldRecord,
  endOf,
  entriesIn,
  entryOf,
  lateHour,
  lateUsage,
  movesIn,
  standingOf,
  waiting
} from "./ledgerAuditSteps.ts"
import { aSealedRecord, clock, expireAt, leaseAt, own, retryAt, settled, settleOwn } from "./ledgerSteps.ts"

type Needs = Books | LedgerAudit | RecordLedger | SubscriptionRegistry | UsageOutbox

/** What reading the rows of every ledger promises. */
export const ledgerAuditLaws: ReadonlyArray<Law<Needs>> = [
  {
    name: "each record is in one page, whatever the size of the pages",
    holds: Effect.gen(function* () {
      const accounts = [yield* aSealedRecord(), yield* aSealedRecord(), yield* aSealedRecord()]
      for (const recordsMax of [1, 2, 10_000]) {
        const read = (yield* entriesIn(recordsMax)).map(({ record }) => record.account)
        const times = accounts.map(({ account }) => read.filter((one) => one === account).length)
        yield* claimEqual(`with ${recordsMax} in a page`, times, [1, 1, 1])
      }
    })
  },
  {
    name: "a page holds no more records than asked for, and says where the next one begins",
    holds: Effect.gen(function* () {
      yield* aSealedRecord()
      yield* aSealedRecord()
      const ledger = yield* LedgerAudit
      const first = yield* ledger.entries({ recordsMax: 1 })
      yield* claimEqual("one is one", first.entries.length, 1)
      yield* claimEqual("the next one follows it", first.next, first.entries[0]?.record.dedupKey)
      yield* claimEqual("the last has none", (yield* ledger.entries({ recordsMax: 10_000 })).next, undefined)
    })
  },
  {
    name: "records come in the order of their dedup keys",
    holds: Effect.gen(function* () {
      yield* lateHour()
      const keys = (yield* entriesIn(10_000)).map(({ record }) => record.dedupKey)
      yield* claimEqual("whatever was sealed first", keys, keys.toSorted())
    })
  },
  {
    name: "an entry holds the record as it was sealed",
    holds: Effect.gen(function* () {
      const { account } = yield* aSealedRecord()
      const entry = yield* entryOf(account)
      const leased = own(yield* leaseAt("13:00"), account)
      yield* claimEqual("it is what is sent", entry?.record, leased?.record)
    })
  },
  {
    name: "an entry says that its record waits, is leased, and waits again",
    holds: Effect.gen(function* () {
      const { account } = yield* aSealedRecord()
      yield* claimEqual("it waits", standingOf(yield* entryOf(account)), {
        ...waiting,
        availableAt: clock("12:30")
      })
      const lease = yield* leaseAt("13:00")
      yield* claimEqual("it is leased", standingOf(yield* entryOf(account)), {
        ...waiting,
        availableAt: clock("12:30"),
        state: "leased",
        attempts: 1,
        leasedUntil: clock("13:01")
      })
      yield* settleOwn(lease, account, retryAt("13:10", true, "time-out"))
      yield* claimEqual("it waits again", standingOf(yield* entryOf(account)), {
        ...waiting,
        availableAt: clock("13:10"),
        attempts: 1,
        mayBeAccepted: true,
        reason: "time-out"
      })
    })
  },
  {
    name: "an entry says how and when its record ended",
    holds: Effect.gen(function* () {
      const accepted = yield* aSealedRecord()
      const refused = yield* aSealedRecord()
      const lease = yield* leaseAt("13:00")
      yield* settleOwn(lease, accepted.account, settled)
      yield* settleOwn(lease, refused.account, Settlement.make({ _tag: "Dead", reason: "InvalidTag: x" }))
      yield* claimEqual("AWS has it", endOf(yield* entryOf(accepted.account)), {
        state: "settled",
        mayBeAccepted: false,
        meteringRecordId: "b0000000-98f0-4e90-8bd2-bf000000001e",
        reason: undefined,
        endedAt: clock("13:30")
      })
      yield* claimEqual("AWS refuses it", endOf(yield* entryOf(refused.account)), {
        state: "dead",
        mayBeAccepted: false,
        meteringRecordId: undefined,
        reason: "InvalidTag: x",
        endedAt: clock("13:30")
      })
    })
  },
  {
    name: "an entry in doubt says that its record may be accepted",
    holds: Effect.gen(function* () {
      const { account } = yield* aSealedRecord()
      yield* leaseAt("13:00")
      yield* expireAt("2026-03-11T11:00:00Z", account)
      yield* claimEqual("since its window closed", endOf(yield* entryOf(account)), {
        state: "in doubt",
        mayBeAccepted: true,
        meteringRecordId: undefined,
        reason: "Expired: never answered",
        endedAt: clock("14:00")
      })
    })
  },
  {
    name: "an entry says until when its record is withheld",
    holds: Effect.gen(function* () {
      const account = yield* aWithheldRecord()
      const { availableAt, reason, withheldUntil } = (yield* entryOf(account))!
      yield* claimEqual(
        "and why",
        { availableAt, reason, withheldUntil },
        {
          availableAt: clock("15:00"),
          reason: "Withheld: too many",
          withheldUntil: clock("15:00")
        }
      )
    })
  },
  {
    name: "what was read stays as it was when its record goes on",
    holds: Effect.gen(function* () {
      const { account } = yield* aSealedRecord()
      const entry = yield* entryOf(account)
      yield* leaseAt("13:00")
      yield* claimEqual("it is another reading that tells", [entry?.state, entry?.attempts], ["sealed", 0])
    })
  },
  {
    name: "a move says whose usage went from which hour to which, and how much",
    holds: Effect.gen(function* () {
      const account = yield* lateUsage()
      const moves = (yield* movesIn(10_000)).filter((one) => one.account === account)
      yield* claimEqual(
        "as the sealing moved it",
        moves.map(({ from, meter, quantity: units, to }) => ({ from, meter, to, units })),
        [
          {
            meter: "requests",
            from: hourOf("2026-03-10T10:00:00Z"),
            to: hourOf("2026-03-10T11:00:00Z"),
            units: quantity("2")
          }
        ]
      )
    })
  },
  {
    name: "each move is in one page, in the order of positions",
    holds: Effect.gen(function* () {
      const accounts = [yield* lateUsage(), yield* lateUsage(), yield* lateUsage()]
      const ledger = yield* LedgerAudit
      const page = yield* ledger.moves({ movesMax: 2 })
      yield* claimEqual("a page holds no more than asked for", page.length, 2)
      for (const movesMax of [1, 2, 10_000]) {
        const moves = yield* movesIn(movesMax)
        const times = accounts.map((account) => moves.filter((move) => move.account === account).length)
        yield* claimEqual(`with ${movesMax} in a page`, times, [1, 1, 1])
        const positions = moves.map(({ position }) => position)
        yield* claim(
          "positions grow",
          positions.every((position, i) => i === 0 || position > positions[i - 1]!),
          positions
        )
      }
    })
  }
]
