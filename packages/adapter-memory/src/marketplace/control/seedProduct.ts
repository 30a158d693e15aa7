import { Schema } from "effect"
import { applyChanges } from "../applyChanges.ts"
import { controlFunction } from "./ControlFunction.ts"
import { Name } from "./fields.ts"

/** Puts a product of the seller into the catalogue, or changes its dimensions and kind. */
export const seedProduct = controlFunction(
  Schema.Struct({
    code: Schema.String.check(Schema.isPattern(/^[-a-zA-Z0-9/=:_.@]{1,255}$/)),
    dimensions: Schema.Array(Name),
    kind: Schema.Literals(["saas", "license-only", "container"])
  }),
  ({ state }, { code, dimensions, kind }) => {
    applyChanges(state, [{ _tag: "ProductSeeded", product: { code, dimensions: new Set(dimensions), kind } }])
    return { code, dimensions, kind }
  }
)
