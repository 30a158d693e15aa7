import { Context, type Effect, type Option } from "effect"
import type { DedupKey } from "../model/DedupKey.ts"
import type { EndedSubscription } from "../model/EndedSubscription.ts"
import type { Instant } from "../model/Instant.ts"
import type { Lease } from "../model/Lease.ts"
import type { MeteringHour } from "../model/MeteringHour.ts"
import type { DueUsage, Sealing } from "../model/Sealing.ts"
import type { Settlement } from "../model/Settlement.ts"
import type { StoreError } from "../model/StoreError.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"

/** A record whose window closed before AWS was known to have it. */
export interface ExpiredRecord {
  readonly record: UsageRecord
  readonly state: "dead" | "in doubt"
  readonly reason: string
}

/** What one call of `seal` did. */
export interface SealReport {
  /** How many open hours were offered and closed. */
  readonly openHours: number
  /** How many records came of them. */
  readonly records: number
  /** The earliest hour of a subscribed account that is still open; undefined when none is. */
  readonly nextOpenHour: MeteringHour | undefined
}

/** A meter of a product, and the dimension that it is billed by. */
export interface ProductMeter {
  readonly productCode: string
  readonly meter: string
  readonly dimension: string
}

/** Which hours without usage get records of zero. */
export interface IdleHours {
  /** The meters of the products that want them. */
  readonly meters: ReadonlyArray<ProductMeter>
  /** The last hour that is final. */
  readonly through: MeteringHour
}

/**
 * Durable usage records and their states.
 *
 * Every method is one transaction of its own; a process may die between any two of them, and the rows alone tell the
 * next worker what to do.
 */
export class RecordLedger extends Context.Service<
  RecordLedger,
  {
    /**
     * Counts newly committed events into their hours and seals those that are due.
     *
     * Counting follows `aggregateHour`: what an event changes in the usage of its hours is added to those open hours, so
     * that late events open an hour again for what they change, and only for that.
     *
     * Calls `decide` for each account and meter with open usage that is due, and writes what it returns. Due is every hour
     * up to `through`, and for an account with a subscription that has ended every hour that began before its end, because
     * AWS takes its last records for an hour only. Accounts without any subscription are left out: their usage stays open.
     * Hours of `idle` meters that became final since the last call are offered with no usage, for each running
     * subscription without a record in them; the first call of all offers the last final hour only, and none offers
     * hours more than 48 before it.
     *
     * - **Guarantees**: one transaction: all sealings are written or none; two calls never see the same usage. An event
     *   whose transaction commits later is counted by a later call, however long that takes.
     * - **Idempotence**: usage that was sealed is not offered again.
     * - **Order**: the earliest hours first, at most `openHoursMax` of them; the answer says how many there were, so a
     *   caller goes on until there are fewer than that.
     */
    readonly seal: (
      decide: (usage: DueUsage) => Sealing,
      options: {
        /** The meters that `baseline` is wanted of; for all others it is empty. */
        readonly guarded?: ReadonlyArray<string>
        readonly idle?: IdleHours
        /**
         * Which meters each product has; every meter, of every product, when absent. The usage of others stays open, for whoever
         * knows them: a service of another product, or the next version of this one. So does that of an account of products that are
         * not among them, unless one that is has the meter. The end of a subscription hastens those of
         * its product alone. A meter that has the dimension of another one hears what that one has sealed.
         */
        readonly meters?: ReadonlyArray<ProductMeter>
        readonly now: Instant
        readonly openHoursMax: number
        readonly through: MeteringHour
      }
    ) => Effect.Effect<SealReport, StoreError>

    /**
     * Brings forward the unsettled records of subscriptions, for the hours these cover: they are to be sent before AWS stops
     * taking them, and none is withheld beyond the end. Returns how many moved.
     *
     * - **Guarantees**: a record only ever moves to an earlier instant; what was sealed stays as it is, the deadline included.
     * - **Idempotence**: a repeat moves nothing.
     */
    readonly hasten: (ended: ReadonlyArray<EndedSubscription>) => Effect.Effect<number, StoreError>

    /**
     * Takes records that are due for submission, for one worker, until an instant.
     *
     * - **Guarantees**: a leased record is invisible to every other lease until its own runs out. A record taken over from
     *   a lease that ran out is marked as possibly accepted, because nobody knows how far that worker came.
     * - **Order**: what AWS stops taking first stands first; none that it stops taking at or before `deadlineAfter`, and
     *   none that is withheld still.
     */
    readonly lease: (options: {
      readonly deadlineAfter: Instant
      readonly id: string
      readonly now: Instant
      readonly recordsMax: number
      readonly until: Instant
    }) => Effect.Effect<Lease, StoreError>

    /**
     * Writes what the outcomes mean for records of a lease.
     *
     * - **Guarantees**: only a record still held by this lease changes; the answer names those that did.
     * - **Idempotence**: a repeat finds nothing under the lease and changes nothing.
     */
    readonly settle: (
      lease: { readonly id: string },
      settlements: ReadonlyArray<{ readonly dedupKey: DedupKey; readonly settlement: Settlement }>,
      now: Instant
    ) => Effect.Effect<ReadonlyArray<DedupKey>, StoreError>

    /**
     * Ends records that AWS stops taking at or before an instant and that are under no running lease: dead, or in doubt if AWS may have them.
     *
     * - **Guarantees**: the reason holds AWS's last word, if there was one.
     * - **Idempotence**: an ended record is not offered again.
     */
    readonly expire: (options: {
      readonly deadlineUntil: Instant
      readonly now: Instant
    }) => Effect.Effect<ReadonlyArray<ExpiredRecord>, StoreError>

    /** Returns the earliest instant at which a record can be leased: its retry, or the end of its lease. */
    readonly nextDueAt: Effect.Effect<Option.Option<Instant>, StoreError>
  }
>()("@tallyhour/core/RecordLedger") {}
