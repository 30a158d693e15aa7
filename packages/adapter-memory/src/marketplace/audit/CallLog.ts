import type { Caller } from "../caller/Caller.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import type { Completed } from "../operation/Operation.ts"
import type { Refusal } from "../Refusal.ts"

/** A call that reached the service, and what it answered. */
export interface LoggedCall {
  readonly answer: Completed | Refusal
  /** Epoch milliseconds. */
  readonly at: number
  /** The resource that called; null if the seller did. */
  readonly caller: Caller | null
  readonly operation: string
  readonly region: string
  readonly request: JsonObject
  readonly requestId: string
}

/** The calls that CloudTrail knows of. */
export interface CallLog {
  readonly calls: () => ReadonlyArray<LoggedCall>
  /** How many of the oldest calls are no longer kept. */
  readonly forgotten: () => number
  readonly append: (call: LoggedCall) => void
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
  let calls: Array<LoggedCall> = []
  let forgotten = 0
  let records = 0
  return {
    append: (call) => {
      calls.push(call)
      records += recordsIn(call)
      if (calls.length < callsMax && records < recordsMax) return
      const half = Math.ceil(calls.length / 2)
      calls = calls.slice(half)
      forgotten += half
      records = calls.reduce((sum, kept) => sum + recordsIn(kept), 0)
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

const recordsIn = ({ request }: LoggedCall): number => {
  const { UsageRecords } = request
  return Array.isArray(UsageRecords) ? UsageRecords.length : 0
}
