import type { Draw } from "./drawFrom.ts"
import type { World } from "./openWorld.ts"
import type { Weather } from "./planWeather.ts"

const stormKinds = ["drop_after", "drop_before", "html", "internal", "internal_after", "unprocessed"] as const

/** More calls than come before the weather is set anew. */
const allCalls = 100_000

/** Sets what the next calls meet, and takes back what was set before. */
export const setWeather = (world: World, kind: Weather["kind"] | undefined, draw: Draw): void => {
  world.control("fault_profile", { name: "none" })
  const meet = (fault: object) => world.control("inject_fault", { operation: "BatchMeterUsage", ...fault })
  switch (kind) {
    case undefined:
      return
    case "outage":
      meet({ kind: "drop_before", times: allCalls })
      return
    case "disabled":
      meet({ kind: "disabled", times: allCalls })
      return
    case "throttled":
      meet({ kind: "throttle", times: draw.between(1, 8) })
      return
    case "stormy":
      for (let n = draw.between(0, 4); n > 0; n -= 1) {
        const drawn = draw.oneOf(stormKinds)
        meet({ kind: drawn, ...(drawn === "unprocessed" && { count: draw.between(1, 25) }) })
      }
  }
}
