import type { DedupKey } from "./DedupKey.ts"
import type { HourUsage, OpenHour } from "./HourUsage.ts"
import type { Instant } from "./Instant.ts"
import type { MeteringHour } from "./MeteringHour.ts"
import type { Quantity } from "./Quantity.ts"
import type { Subscription } from "./Subscription.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/**
 * The part of an account's usage that waits for the next hour.
 *
 * - **Shape**: less than one unit of the dimension; it has no tags, and takes those of the hour in which it is billed.
 */
export interface Carry {
  readonly quantity: Quantity
  /** The latest hour whose usage is in it: it may be billed in this hour or later, never before. */
  readonly hour: MeteringHour
}

/** What an allowance has covered so far. */
export interface Included {
  /** The allowance's period, as `includedUsage` names it. */
  readonly period: string
  readonly quantity: Quantity
}

/**
 * Everything that sealing must know of one account and meter.
 *
 * - **Shape**: `openHours` in the order of time, each with the sets of tags that `largestTags` keeps; `sealedHours` holds at least every sealed hour that is one of them or may
 *   still be sent. `baseline` holds the quantities of the latest 24 records that are neither zero, dead nor withheld, in any order, where a
 *   guard asks for them.
 */
export interface DueUsage {
  readonly account: string
  readonly meter: string
  readonly carry: Carry | undefined
  readonly openHours: ReadonlyArray<OpenHour>
  readonly sealedHours: ReadonlyArray<MeteringHour>
  readonly subscriptions: ReadonlyArray<Subscription>
  readonly included: ReadonlyArray<Included>
  readonly baseline: ReadonlyArray<number>
  /** Dedup keys that AWS may still take of the account's other meters with a dimension of this one, as after a renaming. */
  readonly sealedElsewhere: ReadonlyArray<DedupKey>
}

/** Usage that goes from the hour in which it occurred, or was carried from, to an open one. */
export interface LateMove extends HourUsage {
  readonly from: MeteringHour
  readonly to: MeteringHour
}

/**
 * Usage that no record will hold: `held` until a person decides, or `written off` for good.
 *
 * - **Shape**: `quantity` is negative where AWS bills more than was used: by rounding up, or because an event that came late
 *   took back what was sealed already.
 */
export interface SetAside {
  readonly hour: MeteringHour
  readonly quantity: Quantity
  readonly kind: "held" | "written off"
  readonly reason: string
}

/** A record that is not sent before an instant, so that a person may look at it first. */
export interface WithheldRecord {
  readonly dedupKey: DedupKey
  readonly until: Instant
  readonly reason: string
}

/**
 * What sealing does to one account and meter: every unit of the open hours and the carry it was given goes to exactly
 * one of records, carry, moves, what is included, and what is set aside.
 *
 * - **Shape**: `sealed` names the hours that are no longer open. A move into one of them is already part of what became
 *   of that hour; any other move opens its hour. `included` names each period once, with what this sealing adds to it.
 */
export interface Sealing {
  readonly account: string
  readonly meter: string
  readonly sealed: ReadonlyArray<MeteringHour>
  readonly records: ReadonlyArray<UsageRecord>
  readonly carry: Carry | undefined
  readonly moves: ReadonlyArray<LateMove>
  readonly included: ReadonlyArray<Included>
  readonly setAside: ReadonlyArray<SetAside>
  readonly withheld: ReadonlyArray<WithheldRecord>
}
