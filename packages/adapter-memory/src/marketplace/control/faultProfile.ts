import { Schema } from "effect"
import { faultProfiles, faultsOf } from "../fault/FaultProfile.ts"
import { operations } from "../operation/operations.ts"
import { controlFunction } from "./ControlFunction.ts"
import { maybe, Name } from "./fields.ts"

/**
 * Lets the next calls meet the faults of a bad day, drawn from a seed: `lossy-network`, `throttled` or
 * `month-end-outage`; `none` takes every fault back that still waits.
 *
 * The same `seed`, "1" if left out, gives the same faults to the same calls. `calls` is how many calls of each operation
 * are planned, 1 000 if left out; `operation` plans one operation only. The answer counts the planned calls by kind;
 * those that pass are counted as latency.
 */
export const faultProfile = controlFunction(
  Schema.Struct({
    name: Schema.Literals([...faultProfiles, "none"]),
    seed: maybe(Name),
    calls: maybe(Schema.Int.check(Schema.isBetween({ maximum: 10_000, minimum: 1 }))),
    operation: maybe(Schema.Literals([...operations.keys()]))
  }),
  ({ clock, faults }, { calls, name, operation, seed }) => {
    faults.reset()
    if (name === "none") return { planned: {}, window: null }
    const now = clock.now()
    const plan = (operation == null ? [...operations.keys()] : [operation]).flatMap((one) =>
      faultsOf(name, { calls: calls ?? 1_000, now, operation: one, seed: seed ?? "1" })
    )
    const planned: Record<string, number> = {}
    for (const { kind, times } of plan) planned[kind] = (planned[kind] ?? 0) + times
    faults.inject(...plan)
    const window = plan[0]?.window
    return {
      planned,
      window: window === undefined ? null : { since: window.since / 1_000, until: window.until / 1_000 }
    }
  }
)
