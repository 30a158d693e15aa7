import type { KeptCall } from "./KeptCall.ts"

/** The calls that CloudTrail knows of. */
export interface CallLog {
  /** Returns the calls as they are kept; `toldCall` tells one of them. */
  readonly calls: () => ReadonlyArray<KeptCall>
  /** How many of the oldest calls are no longer kept. */
  readonly forgotten: () => number
  readonly append: (call: KeptCall) => void
  /** Forgets every call; `already` is how many are counted as forgotten from before, none if absent. */
  readonly reset: (already?: number) => void
}

/** How much a log keeps: a batch of 25 takes as much memory as 25 calls with a record each. */
export interface CallLogBounds {
  readonly callsMax: number
  readonly recordsMax: number
}

/**
 * Makes an empty log.
 *
 * - **Shape**: bounded; at `callsMax` calls, or `recordsMax` usage records in them, the older half is forgotten, and
 *   counted.
 */
export const makeCallLog = ({ callsMax, recordsMax }: CallLogBounds = callLogBounds): CallLog => {
  let calls: Array<KeptCall> = []
  let forgotten = 0
  let records = 0
  return {
    append: (call) => {
      calls.push(call)
      records += call.records
      if (calls.length < callsMax && records < recordsMax) return
      const half = Math.ceil(calls.length / 2)
      calls = calls.slice(half)
      forgotten += half
      records = calls.reduce((sum, kept) => sum + kept.records, 0)
    },
    calls: () => calls,
    forgotten: () => forgotten,
    reset: (already = 0) => {
      calls = []
      forgotten = already
      records = 0
    }
  }
}

const callLogBounds: CallLogBounds = { callsMax: 100_000, recordsMax: 500_000 }
