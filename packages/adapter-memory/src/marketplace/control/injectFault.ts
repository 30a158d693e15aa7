import { Schema } from "effect"
import { operations } from "../operation/operations.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"
import { maybe, Name } from "./fields.ts"

const kinds = [
  "throttle",
  "internal",
  "internal_after",
  "disabled",
  "unprocessed",
  "drop_before",
  "drop_after",
  "html",
  "latency"
] as const

const fields = Schema.Struct({
  operation: Schema.Literals([...operations.keys()]),
  kind: Schema.Literals(kinds),
  times: maybe(Schema.Int.check(Schema.isBetween({ maximum: 1_000_000, minimum: 1 }))),
  count: maybe(Schema.Int.check(Schema.isBetween({ maximum: ServiceLimits.batchRecordsMax, minimum: 1 }))),
  ms: maybe(Schema.Finite.check(Schema.isBetween({ maximum: 600_000, minimum: 0 }))),
  region: maybe(Name)
})

/**
 * Lets the next `times` calls of an operation meet a fault; one call meets one fault, the earliest injected first.
 *
 * `ms` holds the answer, or the cut, of any kind back; `count` is how many of the first records stay unprocessed, all
 * of them if left out; `region` lets only calls in that region meet it.
 */
export const injectFault = controlFunction(fields, ({ faults }, body) => {
  const mistake = mistakeIn(body)
  if (mistake !== undefined) return new Mistake(mistake)
  const { count = null, kind, ms, operation, region = null, times } = body
  faults.inject({ count, kind, latencyMillis: ms ?? 0, operation, region, times: times ?? 1 })
  return {}
})

const mistakeIn = ({ count, kind, ms, operation }: typeof fields.Type): string | undefined => {
  if (kind === "unprocessed" && operation !== "BatchMeterUsage") {
    return "unprocessed is a fault of BatchMeterUsage only"
  }
  if (kind !== "unprocessed" && count != null) return "count belongs to the kind unprocessed"
  if (kind === "latency" && ms == null) return "latency needs ms, the milliseconds to wait"
  return undefined
}
