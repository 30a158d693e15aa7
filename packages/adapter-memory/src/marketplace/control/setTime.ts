import { Schema } from "effect"
import { controlFunction } from "./ControlFunction.ts"
import { EpochSeconds, maybe } from "./fields.ts"

/** Sets the clock, forwards or backwards; it runs on from there, or stands still if `frozen`. */
export const setTime = controlFunction(
  Schema.Struct({ now: EpochSeconds, frozen: maybe(Schema.Boolean) }),
  ({ clock }, { frozen, now }) => {
    clock.set({ frozen: frozen ?? false, now })
    return { now: clock.now() / 1_000 }
  }
)
