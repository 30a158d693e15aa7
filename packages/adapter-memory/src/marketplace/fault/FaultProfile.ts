import { DateTime } from "effect"
import type { Fault, FaultKind } from "../FaultQueue.ts"
import { seededRandom } from "../seededRandom.ts"

/**
 * A kind of bad day.
 *
 * - `lossy-network`: of a hundred calls some twenty are cut, before or after the work, some answer with a page of a
 *   proxy, and some are slow.
 * - `month-end-outage`: about midnight of the next first of a month nothing works for two to five hours; it is over
 *   before the grace period is.
 * - `throttled`: calls come through in runs, and are refused for their rate in runs between them.
 */
export type FaultProfile = "lossy-network" | "month-end-outage" | "throttled"

/** The profiles there are. */
export const faultProfiles = [
  "lossy-network",
  "month-end-outage",
  "throttled"
] as const satisfies ReadonlyArray<FaultProfile>

/**
 * Returns the faults that the next calls of an operation meet on such a day.
 *
 * A call that is to pass meets a latency of nothing, so the plan says what becomes of each call.
 *
 * - **Unit**: `now` in epoch milliseconds.
 * - **Shape**: depends on the arguments alone; for `calls` calls, and after them none is met.
 */
export const faultsOf = (
  profile: FaultProfile,
  options: {
    readonly calls: number
    readonly now: number
    readonly operation: string
    readonly seed: string
  }
): ReadonlyArray<Fault> => {
  const { calls, now, operation, seed } = options
  const random = seededRandom(`${profile} ${operation} ${seed}`)
  // The outage is one for all operations, so they draw it from the same seed.
  const window =
    profile === "month-end-outage" ? outageAfter(now, seededRandom(`${profile} ${seed}`)) : undefined
  const draw = { "lossy-network": lossy, "month-end-outage": broken, throttled: throttledIn() }[profile]
  const faults: Array<Fault> = []
  for (let call = 0; call < calls; call++) {
    const { kind, latencyMillis = 0 } = draw(random)
    const last = faults.at(-1)
    if (last?.kind === kind && last.latencyMillis === latencyMillis) {
      faults[faults.length - 1] = { ...last, times: last.times + 1 }
    } else {
      const fault = { count: null, kind, latencyMillis, operation, region: null, times: 1 }
      faults.push(window === undefined ? fault : { ...fault, window })
    }
  }
  return faults
}

interface Drawn {
  readonly kind: FaultKind
  readonly latencyMillis?: number
}

type Draw = (random: () => number) => Drawn

const passes: Drawn = { kind: "latency" }

const lossy: Draw = (random) => {
  const drawn = random()
  if (drawn < 0.1) return { kind: "drop_before" }
  if (drawn < 0.2) return { kind: "drop_after" }
  if (drawn < 0.23) return { kind: "html" }
  if (drawn < 0.4) return { kind: "latency", latencyMillis: 20 + Math.floor(random() * 380) }
  return passes
}

const brokenKinds = ["internal", "internal_after", "html", "drop_before", "drop_after"] as const

const broken: Draw = (random) => ({
  kind: brokenKinds[Math.floor(random() * brokenKinds.length)] ?? "internal"
})

const throttledIn = (): Draw => {
  let left = 0
  let isRefusing = true
  return (random) => {
    if (left === 0) {
      isRefusing = !isRefusing
      left = 1 + Math.floor(random() * (isRefusing ? 8 : 12))
    }
    left -= 1
    return isRefusing ? { kind: "throttle" } : passes
  }
}

const hourMillis = 3_600_000

const outageAfter = (now: number, random: () => number): Required<Fault>["window"] => {
  const month = DateTime.startOf(DateTime.makeUnsafe(now), "month")
  const midnight = DateTime.toEpochMillis(DateTime.add(month, { months: 1 }))
  const since = midnight + Math.floor((random() * 2 - 2) * hourMillis)
  return { since, until: since + Math.floor((2 + random() * 3) * hourMillis) }
}
