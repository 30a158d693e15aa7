import { Schema } from "effect"
import { operations } from "../operation/operations.ts"
import { controlFunction } from "./ControlFunction.ts"

/** Enforces a request rate for an operation, in every region by itself; null enforces none. */
export const setQuota = controlFunction(
  Schema.Struct({
    operation: Schema.Literals([...operations.keys()]),
    per_second: Schema.NullOr(
      Schema.Finite.check(Schema.isGreaterThan(0), Schema.isLessThanOrEqualTo(1_000_000))
    )
  }),
  ({ quotas }, { operation, per_second }) => {
    quotas.set(operation, per_second)
    return {}
  }
)
