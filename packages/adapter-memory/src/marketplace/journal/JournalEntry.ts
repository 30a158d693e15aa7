import type { Change } from "../applyChanges.ts"
import type { LoggedCall } from "../audit/CallLog.ts"
import type { ClockSetting } from "../EmulatorClock.ts"

/** One thing that happened to an emulator: what it has to be told again to be where it was. */
export type JournalEntry =
  | CallEntry
  | ControlEntry
  | {
      /** A seed file was arranged to its end; it is not arranged again. */
      readonly _tag: "Seeded"
    }
  | { readonly _tag: "TimeSet"; readonly clock: ClockSetting }

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
