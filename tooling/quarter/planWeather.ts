import { DateTime } from "effect"
import type { Span } from "./planBuyers.ts"

const [hour, day] = [3_600_000, 86_400_000]

/** A time in which AWS, or the way to it, is in trouble. */
export interface Weather extends Span {
  /**
   * - `outage`: nothing gets through.
   * - `disabled`: AWS refuses every call.
   * - `throttled`: requests are refused for their rate, in bursts.
   * - `stormy`: requests and answers are lost, answers are pages of a proxy or faults of the service, records come back unprocessed.
   */
  readonly kind: "outage" | "disabled" | "throttled" | "stormy"
}

/**
 * Lists the troubles of a quarter: an outage over every month end, the second of them into the last hour of the grace period,
 * a refusal that outlasts AWS's 24 hours, and storms and throttling in between.
 */
export const planWeather = ({ from, until }: Span): ReadonlyArray<Weather> => {
  const length = until - from
  const weather: ReadonlyArray<Weather> = [
    { kind: "stormy", from: from + 0.05 * length, until: from + 0.12 * length },
    { kind: "throttled", from: from + 0.15 * length, until: from + 0.2 * length },
    ...monthEnds({ from, until }).map((midnight, i): Weather => ({
      kind: "outage",
      from: midnight - 3 * hour,
      until: midnight + (i === 1 ? 5 : 4) * hour
    })),
    { kind: "stormy", from: from + 0.5 * length, until: from + 0.58 * length },
    { kind: "disabled", from: from + 0.8 * length, until: from + 0.8 * length + 30 * hour },
    { kind: "throttled", from: from + 0.9 * length, until: from + 0.92 * length }
  ]
  return weather.toSorted((a, b) => a.from - b.from)
}

const monthEnds = ({ from, until }: Span): ReadonlyArray<number> =>
  Array.from({ length: Math.ceil((until - from) / day) }, (_, i) => from + i * day).filter(
    (midnight) => midnight > from && DateTime.getPartUtc(DateTime.makeUnsafe(midnight), "day") === 1
  )
