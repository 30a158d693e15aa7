/** What an injected fault does to a call. */
export type FaultKind =
  | "disabled"
  | "drop_after"
  | "drop_before"
  | "html"
  | "internal"
  | "internal_after"
  | "latency"
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
}

/** The faults that wait for calls; the one injected first is met first, one to a call. */
export interface FaultQueue {
  readonly inject: (fault: Fault) => void
  readonly reset: () => void
  /** Takes the fault that meets a call, if there is one. */
  readonly take: (call: { readonly operation: string; readonly region: string }) => Fault | undefined
}

/** Makes a queue without faults. */
export const makeFaultQueue = (): FaultQueue => {
  let waiting: ReadonlyArray<Fault> = []
  return {
    inject: (fault) => {
      waiting = [...waiting, fault]
    },
    reset: () => {
      waiting = []
    },
    take: ({ operation, region }) => {
      if (waiting.length === 0) return undefined
      const place = waiting.findIndex(
        (fault) => fault.operation === operation && (fault.region ?? region) === region
      )
      const fault = waiting[place]
      if (fault === undefined) return undefined
      const left = { ...fault, times: fault.times - 1 }
      waiting = left.times > 0 ? waiting.with(place, left) : waiting.toSpliced(place, 1)
      return fault
    }
  }
}
