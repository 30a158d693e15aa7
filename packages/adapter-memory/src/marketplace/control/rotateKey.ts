import { Schema } from "effect"
import { applyChanges } from "../applyChanges.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"

/**
 * Lets the key version in force expire now, and a new one begin, for every product; tells the new version.
 *
 * RegisterUsage goes on signing with the expired version when asked for it, and says since when it has expired.
 */
export const rotateKey = controlFunction(Schema.Struct({}), ({ clock, state }) => {
  if (state.keyRotations.length >= ServiceLimits.keyRotationsMax) {
    return new Mistake(`keys are rotated at most ${ServiceLimits.keyRotationsMax} times; call reset`)
  }
  applyChanges(state, [{ _tag: "KeyRotated", at: clock.now() }])
  return { version: state.keyRotations.length + 1 }
})
