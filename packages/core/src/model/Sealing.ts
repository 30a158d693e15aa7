import type { MeteringHour } from "./MeteringHour.ts"
import type { Quantity } from "./Quantity.ts"
import type { Subscription } from "./Subscription.ts"
import type { UsageRecord } from "./UsageRecord.ts"

/** The part of an account's usage that waits for the next hour. */
export interface Carry {
  readonly quantity: Quantity
  /** The latest hour whose usage is in it: it may be billed in this hour or later, never before. */
  readonly hour: MeteringHour
}

/** Usage of an hour that no record holds yet. */
export interface OpenHour {
  readonly hour: MeteringHour
  readonly quantity: Quantity
}

/**
 * Everything that sealing must know of one account and meter.
 *
 * - **Shape**: `openHours` in the order of time; `sealedHours` holds at least every sealed hour that is one of them or may
 *   still be sent.
 */
export interface DueUsage {
  readonly account: string
  readonly meter: string
  readonly carry: Carry | undefined
  readonly openHours: ReadonlyArray<OpenHour>
  readonly sealedHours: ReadonlyArray<MeteringHour>
  readonly subscriptions: ReadonlyArray<Subscription>
}

/** Usage that goes from the hour in which it occurred, or was carried from, to an open one. */
export interface LateMove {
  readonly from: MeteringHour
  readonly to: MeteringHour
  readonly quantity: Quantity
}

/**
 * Usage that no record will hold: `held` until a person decides, or `written off` for good.
 *
 * - **Shape**: `quantity` is negative where rounding up made AWS bill more than was used.
 */
export interface SetAside {
  readonly hour: MeteringHour
  readonly quantity: Quantity
  readonly kind: "held" | "written off"
  readonly reason: string
}

/**
 * What sealing does to one account and meter: every unit of the open hours and the carry it was given goes to exactly
 * one of records, carry, moves and what is set aside.
 *
 * - **Shape**: `sealed` names the hours that are no longer open. A move into one of them is already part of what became
 *   of that hour; any other move opens its hour.
 */
export interface Sealing {
  readonly account: string
  readonly meter: string
  readonly sealed: ReadonlyArray<MeteringHour>
  readonly records: ReadonlyArray<UsageRecord>
  readonly carry: Carry | undefined
  readonly moves: ReadonlyArray<LateMove>
  readonly setAside: ReadonlyArray<SetAside>
}
