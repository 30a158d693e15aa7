import { Schema } from "effect"
import { withChoice } from "../Choices.ts"
import { controlFunction, Mistake } from "./ControlFunction.ts"

/** Sets one undocumented behaviour, for the calls that follow. */
export const setChoice = controlFunction(
  Schema.Struct({ name: Schema.String, value: Schema.Unknown }),
  (marketplace, { name, value }) => {
    const next = withChoice(marketplace.choices, name, value)
    if (typeof next === "string") return new Mistake(next)
    marketplace.choices = next
    return { name, value }
  }
)
