import { randomUUID } from "node:crypto"
import {
  Books,
  type Lease,
  lastSealableHour,
  type Instant,
  MeteringPolicy,
  RecordLedger,
  type Settlement,
  Subscription,
  SubscriptionRegistry,
  type UsageEvent,
  UsageOutbox
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, quantity, sealAt } from "@tallyhour/core/testing"
import { DateTime, Effect, Layer, Result } from "effect"
import type { PostgresStore } from "../src/PostgresStore.ts"
import type { PostgresTransaction } from "../src/SqlRunner.ts"

/** When the tests take place, unless they say otherwise: the hour before is due. */
export const noon = at("2026-03-10T12:30:00Z")

/** Makes a usage event of the hour that is due. */
export const usage = (event: {
  readonly account: string
  readonly eventId?: string
  readonly meter?: string
  readonly occurredAt?: string
  readonly quantity?: string
}): UsageEvent => ({
  account: event.account,
  eventId: event.eventId ?? randomUUID(),
  meter: event.meter ?? "requests",
  occurredAt: at(event.occurredAt ?? "2026-03-10T11:30:00Z"),
  quantity: quantity(event.quantity ?? "1"),
  tags: [],
  aggregation: "sum",
  property: ""
})

/** Appends events in a transaction of the store's own. */
export const append = (events: ReadonlyArray<UsageEvent>) =>
  Effect.flatMap(UsageOutbox, (outbox) => outbox.append(events, noon))

/** Appends events in a caller's transaction, and returns the answer or the refusal. */
export const appendIn = (
  store: PostgresStore,
  transaction: PostgresTransaction,
  events: ReadonlyArray<UsageEvent>
) =>
  Effect.runPromise(
    append(events).pipe(Effect.result, Effect.provide(Layer.fresh(store.layerIn(transaction))))
  )

/** Links accounts to agreements of their own, since the beginning of the year. */
export const link = (accounts: ReadonlyArray<string>) =>
  Effect.forEach(
    accounts,
    (account) =>
      Effect.flatMap(SubscriptionRegistry, (registry) =>
        registry.link(
          Subscription.make({
            account,
            agreement: { _tag: "Legacy", customerIdentifier: `of ${account}` },
            activeFrom: at("2026-01-01T00:00:00Z"),
            productCode: exampleProduct,
            region: exampleRegion
          })
        )
      ),
    { discard: true }
  )

/** Seals what is due, with the real policy, in rounds of a size. */
export const sealDue = (options: { readonly now?: Instant; readonly openHoursMax?: number } = {}) =>
  Effect.gen(function* () {
    const { now = noon, openHoursMax = 10_000 } = options
    const ledger = yield* RecordLedger
    const through = lastSealableHour(now, MeteringPolicy)
    return yield* ledger.seal(sealAt(now), { now, openHoursMax, through })
  })

/** Leases records for a minute. */
export const leaseDue = (options: { readonly now?: Instant; readonly recordsMax?: number } = {}) =>
  Effect.flatMap(RecordLedger, (ledger) => {
    const { now = noon, recordsMax = 10_000 } = options
    const until = DateTime.add(now, { minutes: 1 })
    return ledger.lease({ deadlineAfter: now, id: randomUUID(), now, recordsMax, until })
  })

/** Settles all records of a lease alike. */
export const settleAll = (lease: Lease, settlement: Settlement) =>
  Effect.flatMap(RecordLedger, (ledger) =>
    ledger.settle(
      lease,
      lease.records.map(({ record }) => ({ dedupKey: record.dedupKey, settlement })),
      noon
    )
  )

/** Reads the balances by account. */
export const balances = Effect.flatMap(Books, (books) => books.balances)

/** The reason why an effect on a store failed. */
export const reasonOf = (result: Result.Result<unknown, { readonly _tag: string }>): string =>
  Result.isSuccess(result)
    ? "none"
    : "reason" in result.failure
      ? (result.failure.reason as { readonly _tag: string })._tag
      : result.failure._tag
