import type { Change, RecordAccepted } from "../applyChanges.ts"
import type { LoggedCall } from "../audit/LoggedCall.ts"
import type { Choices } from "../Choices.ts"
import type { ClockSetting } from "../EmulatorClock.ts"
import type { PriceList } from "../invoice/PriceList.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"

/** One thing that happened to an emulator: what it has to be told again to be where it was. */
export type JournalEntry =
  | {
      /** Records that stand on the ledger, in a journal that was rewritten. */
      readonly _tag: "Accepted"
      readonly changes: ReadonlyArray<RecordAccepted>
    }
  | ArrangedEntry
  | CallEntry
  | ControlEntry
  | {
      /** A seed file was arranged to its end; it is not arranged again. */
      readonly _tag: "Seeded"
    }
  | { readonly _tag: "TimeSet"; readonly clock: ClockSetting }

/** Everything but the ledger and the calls, at the head of a journal that was rewritten. */
export interface ArrangedEntry {
  readonly _tag: "Arranged"
  /** How many calls CloudTrail knew of before the first that is still told. */
  readonly callsForgotten: number
  readonly callsSeen: number
  /** Those that differ from the start's. */
  readonly choices: Partial<Choices>
  readonly clock: ClockSetting
  readonly prices: PriceList
  /** Those that differ from the start's, by operation; null is none. */
  readonly rates: ReadonlyArray<readonly [operation: string, perSecond: number | null]>
  readonly state: Omit<MarketplaceState, "bills" | "ledger">
  readonly tokensIssued: number
}

/** A call that reached the service: what CloudTrail knows of it, and what it changed. */
export interface CallEntry {
  readonly _tag: "Called"
  readonly call: LoggedCall
  /** How many calls had been seen, so that no request id is given twice. */
  readonly callsSeen: number
  readonly changes: ReadonlyArray<Change>
}

/** A control function that succeeded; given the instant, it does the same again. */
export interface ControlEntry {
  readonly _tag: "Controlled"
  /** The emulator's clock when it was called, in epoch milliseconds. */
  readonly at: number
  readonly body: unknown
  readonly callsSeen: number
  /** How the clock stood afterwards. */
  readonly clock: ClockSetting
  readonly name: string
}
