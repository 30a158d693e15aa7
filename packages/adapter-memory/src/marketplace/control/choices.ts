import { Schema } from "effect"
import { choiceDefinitions } from "../choiceDefinitions.ts"
import { controlFunction } from "./ControlFunction.ts"

/** Tells every undocumented behaviour, its value, its default, the values allowed and where the question comes from. */
export const choices = controlFunction(Schema.Struct({}), (marketplace) => ({
  choices: choiceDefinitions.map((definition) => ({
    ...definition,
    value: marketplace.choices[definition.name]
  }))
}))
