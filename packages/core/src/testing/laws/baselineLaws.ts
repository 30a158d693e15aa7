import { DateTime, Effect } from "effect"
import type { DueUsage, Sealing } from "../../model/Sealing.ts"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, freshAccount, freshEvent, freshName, quantity, sealAt } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { clock, count, expireAt, leaseAt, own } from "./ledgerSteps.ts"
import { append, leaveOpen, offeredOf, recordEach, sealingTime } from "./sealingSteps.ts"

/** What every ledger promises about what a guard looks at, and what it withholds. */
export const baselineLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "the baseline holds the latest 24 records that are not zero, and only for guarded meters",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const meter = yield* freshName("meter")
      const usedAt = (hoursAfter: number, units: number) =>
        freshEvent({
          account,
          meter,
          occurredAt: DateTime.formatIso(DateTime.add(at("2026-03-09T00:30:00Z"), { hours: hoursAfter })),
          quantity: String(units)
        })
      // Every fourth hour is one of zero, and each other one has as many units as hours have gone before it.
      const records = Array.from({ length: 34 }, (_, i) => (i % 4 === 3 ? 0 : i + 1))
      yield* append(yield* Effect.forEach(records, (used, i) => usedAt(i, used)))
      yield* offeredOf(account, { decide: recordEach })
      yield* append([yield* usedAt(35, 1)])
      const look = (guarded: ReadonlyArray<string>) =>
        Effect.map(offeredOf(account, { decide: leaveOpen, guarded }), ([offered]) =>
          offered?.baseline.toSorted((a, b) => a - b)
        )
      yield* claimEqual("none where no guard asks", yield* look(["other"]), [])
      const latest = records.filter((used) => used > 0).slice(-24)
      yield* claimEqual("the latest where one does", yield* look(["other", meter]), latest)
    })
  },
  {
    name: "a withheld record is not leased before its time, and goes by itself then",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T11:30:00Z", quantity: "3" })])
      yield* offeredOf(account, { decide: withheldUntil("14:00") })
      yield* claimEqual("not before", count(yield* leaseAt("13:59:59"), account), 0)
      yield* claimEqual("but then", count(yield* leaseAt("14:00"), account), 1)
    })
  },
  {
    name: "a sealed record comes back to the letter, from a lease and at its deadline",
    holds: Effect.gen(function* () {
      for (const form of ["License", "Product", "Legacy"] as const) {
        const account = yield* freshAccount({ form, activeFrom: at("2026-03-10T11:10:00.123Z") })
        const occurredAt = "2026-03-10T11:30:00Z"
        yield* append([
          yield* freshEvent({ account, occurredAt, quantity: "700.25" }),
          yield* freshEvent({ account, occurredAt, quantity: "1400.5", tags: [["team", 'r"\\e\u00e9d']] }),
          yield* freshEvent({
            account,
            occurredAt,
            quantity: "2800.000000000001",
            tags: [
              ["app", "a"],
              ["team", "blue"]
            ]
          })
        ])
        const sealed: Array<Sealing> = []
        const decide = (usage: DueUsage): Sealing => {
          const meter = { unit: quantity("0.25") }
          const sealing = sealAt(sealingTime, { meter })(usage)
          sealed.push(sealing)
          return sealing
        }
        yield* offeredOf(account, { decide })
        const [record] = sealed.flatMap(({ records }) => records)
        yield* claimEqual("it has three allocations", record?.allocations.length, 3)
        const lease = yield* leaseAt("13:00")
        yield* claimEqual(`${form}: leased as it was sealed`, own(lease, account)?.record, record)
        const [expired] = yield* expireAt("2026-03-12T00:00:00Z", account, "2026-03-12T00:00:00Z")
        yield* claimEqual(`${form}: and so ended`, expired?.record, record)
      }
    })
  }
]

/** Records each hour, and withholds it until a time. */
export const withheldUntil =
  (time: string, reason = "Withheld: by a law") =>
  (usage: DueUsage): Sealing => {
    const sealing = recordEach(usage)
    return {
      ...sealing,
      withheld: sealing.records.map(({ dedupKey }) => ({ dedupKey, reason, until: clock(time) }))
    }
  }
