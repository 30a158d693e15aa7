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
  "latency",
  "platform",
  "region"
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
 * `platform` and `region` answer as if the caller ran elsewhere. `ms` holds the answer, or the cut, of any kind back;
 * `count` is how many of the first records stay unprocessed, all of them if left out; `region` lets only calls in that
 * region meet it.
 */
export const injectFault = controlFunction(fields, ({ faults }, body) => {
  const mistake = mistakeIn(body)
  if (mistake !== undefined) return new Mistake(mistake)
  const { count = null, kind, ms, operation, region = null, times } = body
  faults.inject({ count, kind, latencyMillis: ms ?? 0, operation, region, times: times ?? 1 })
  return {}
})

// The other kinds are faults of every operation. DisabledApiException is not in the models of the operations left out.
const operationsOf: { readonly [Kind in (typeof kinds)[number]]?: ReadonlyArray<string> } = {
  disabled: ["BatchMeterUsage", "RegisterUsage", "ResolveCustomer"],
  platform: ["RegisterUsage"],
  region: ["MeterUsage", "RegisterUsage"],
  unprocessed: ["BatchMeterUsage"]
}

/** Returns the kinds of faults that calls of an operation can meet. */
export const faultKindsOf = (operation: string): ReadonlyArray<(typeof kinds)[number]> =>
  kinds.filter((kind) => operationsOf[kind]?.includes(operation) ?? true)

const mistakeIn = ({ count, kind, ms, operation }: typeof fields.Type): string | undefined => {
  const only = operationsOf[kind]
  if (only !== undefined && !only.includes(operation)) {
    return `${kind} is a fault of ${only.join(", ")} only`
  }
  if (kind !== "unprocessed" && count != null) return "count belongs to the kind unprocessed"
  if (kind === "latency" && ms == null) return "latency needs ms, the milliseconds to wait"
  return undefined
}
