import { DateTime, Duration, Effect } from "effect"
import type { DedupKey } from "../../model/DedupKey.ts"
import type { Instant } from "../../model/Instant.ts"
import type { Lease } from "../../model/Lease.ts"
import { Settlement } from "../../model/Settlement.ts"
import { Books } from "../../port/Books.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import { UsageOutbox } from "../../port/UsageOutbox.ts"
import { at, freshAccount, freshEvent, freshName, hourOf, sealAt } from "../builders.ts"

/** Reads a time of the tenth of March 2026, or a whole instant. */
export const clock = (time: string): Instant =>
  at(time.length > 8 ? time : `2026-03-10T${time.padEnd(8, ":00")}Z`)

/** Records three units in an hour and seals them. */
export const aSealedRecord = Effect.fnUntraced(function* (options: { readonly occurredAt?: string } = {}) {
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

/** Leases what is due at a time, for a minute. */
export const leaseAt = Effect.fnUntraced(function* (
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

/** Returns an account's record of a lease. */
export const own = (lease: Lease, account: string) =>
  lease.records.find(({ record }) => record.account === account)

/** Returns how many records of an account are in a lease. */
export const count = (lease: Lease, account: string) =>
  lease.records.filter(({ record }) => record.account === account).length

/** The settlement of a record that AWS has accepted. */
export const settled = Settlement.make({
  _tag: "Settled",
  meteringRecordId: "b0000000-98f0-4e90-8bd2-bf000000001e"
})

/** The settlement of a record that is sent again from a time on. */
export const retryAt = (time: string, mayBeAccepted: boolean, reason = "try again") =>
  Settlement.make({ _tag: "Retry", availableAt: clock(time), mayBeAccepted, reason })

/** Settles an account's records of a lease. */
export const settleOwn = (lease: Lease, account: string, settlement: Settlement) =>
  settle(
    lease,
    lease.records.filter(({ record }) => record.account === account).map(({ record }) => record.dedupKey),
    settlement
  )

/** Settles every record of a lease. */
export const settleAll = (lease: Lease, settlement: Settlement) =>
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

/** Ends what is past an instant, and returns what was an account's. */
export const expireAt = (deadlineUntil: string, account: string, now = "2026-03-10T14:00:00Z") =>
  Effect.flatMap(RecordLedger, (ledger) =>
    Effect.map(ledger.expire({ deadlineUntil: at(deadlineUntil), now: at(now) }), (expired) =>
      expired.filter(({ record }) => record.account === account)
    )
  )

/** Returns where the usage of an account and meter stands. */
export const balanceOf = Effect.fnUntraced(function* (account: string, meter: string) {
  const books = yield* Books
  return (yield* books.balances).find((row) => row.account === account && row.meter === meter)
})
