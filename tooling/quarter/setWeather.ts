import type { Draw } from "./drawFrom.ts"
import type { World } from "./openWorld.ts"
import type { Weather } from "./planWeather.ts"

const stormKinds = ["drop_after", "drop_before", "html", "internal", "internal_after", "unprocessed"] as const

/** More calls than come before the weather is set anew. */
const allCalls = 100_000

/** Sets what the next calls meet, and takes back what was set before. */
export const setWeather = (world: World, kind: Weather["kind"] | undefined, draw: Draw): void => {
  world.control("fault_profile", { name: "none" })
  const meet = (fault: FaultKind, changes: object = {}) => {
    for (const operation of ofBatches.includes(fault) ? batches : [...batches, "MeterUsage"])
      world.control("inject_fault", { operation, kind: fault, ...changes })
  }
  switch (kind) {
    case undefined:
      return
    case "outage":
      meet("drop_before", { times: allCalls })
      return
    case "disabled":
      meet("disabled", { times: allCalls })
      return
    case "throttled":
      meet("throttle", { times: draw.between(1, 8) })
      return
    case "stormy":
      for (let n = draw.between(0, 4); n > 0; n -= 1) {
        const drawn = draw.oneOf(stormKinds)
        meet(drawn, drawn === "unprocessed" ? { count: draw.between(1, 25) } : {})
      }
  }
}

const batches: ReadonlyArray<string> = ["BatchMeterUsage"]

type FaultKind = (typeof stormKinds)[number] | "disabled" | "throttle"

/** The faults that calls of MeterUsage cannot meet. */
const ofBatches: ReadonlyArray<FaultKind> = ["disabled", "unprocessed"]
