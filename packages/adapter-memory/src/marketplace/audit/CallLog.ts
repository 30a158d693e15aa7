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

/**
 * Makes an empty log.
 *
 * - **Shape**: bounded; at `callsMax` the older half is forgotten, and counted.
 */
export const makeCallLog = (callsMax = 100_000): CallLog => {
  let calls: Array<LoggedCall> = []
  let forgotten = 0
  return {
    append: (call) => {
      calls.push(call)
      if (calls.length < callsMax) return
      const half = Math.ceil(callsMax / 2)
      calls = calls.slice(half)
      forgotten += half
    },
    calls: () => calls,
    forgotten: () => forgotten,
    reset: (already = 0) => {
      calls = []
      forgotten = already
    }
  }
}
