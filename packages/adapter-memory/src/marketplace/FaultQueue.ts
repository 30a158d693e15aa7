/** What an injected fault does to a call. */
export type FaultKind =
  | "disabled"
  | "drop_after"
  | "drop_before"
  | "html"
  | "internal"
  | "internal_after"
  | "latency"
  | "platform"
  | "region"
  | "throttle"
  | "unprocessed"

/**
 * A fault waiting for calls of one operation.
 *
 * - **Unit**: `latencyMillis` holds the answer back, whatever the kind; `times` is how many calls it still meets.
 */
export interface Fault {
  /** How many of the first records stay unprocessed; null means all. Of kind `unprocessed` only. */
  readonly count: number | null
  readonly kind: FaultKind
  readonly latencyMillis: number
  readonly operation: string
  /** Only calls in this region are met; null means any. */
  readonly region: string | null
  readonly times: number
  /** Only calls from `since` inclusive to `until` exclusive are met, in epoch milliseconds; absent means always. */
  readonly window?: { readonly since: number; readonly until: number }
}

/** The faults that wait for calls; the one injected first is met first, one to a call. */
export interface FaultQueue {
  readonly inject: (...faults: ReadonlyArray<Fault>) => void
  readonly reset: () => void
  /** Takes the fault that meets a call, if there is one. */
  readonly take: (call: MetCall) => Fault | undefined
  /** Returns the faults that wait, the one injected first at the head. */
  readonly waiting: () => ReadonlyArray<Fault>
}

/** What a fault can tell a call by; `now` in epoch milliseconds. */
export interface MetCall {
  readonly now: number
  readonly operation: string
  readonly region: string
}

/** Makes a queue without faults. */
export const makeFaultQueue = (): FaultQueue => {
  let waiting: ReadonlyArray<Fault> = []
  return {
    inject: (...faults) => {
      waiting = [...waiting, ...faults]
    },
    reset: () => {
      waiting = []
    },
    take: (call) => {
      if (waiting.length === 0) return undefined
      const place = waiting.findIndex((fault) => meets(fault, call))
      const fault = waiting[place]
      if (fault === undefined) return undefined
      const left = { ...fault, times: fault.times - 1 }
      waiting = left.times > 0 ? waiting.with(place, left) : waiting.toSpliced(place, 1)
      return fault
    },
    waiting: () => waiting
  }
}

const meets = (fault: Fault, { now, operation, region }: MetCall): boolean =>
  fault.operation === operation &&
  (fault.region ?? region) === region &&
  (fault.window === undefined || (now >= fault.window.since && now < fault.window.until))
