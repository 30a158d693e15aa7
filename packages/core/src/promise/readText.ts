import { Schema } from "effect"
import { isStorable } from "../model/isStorable.ts"

/** Reads a name that a caller hands in. What is no text, or text that no store keeps, names nothing and is empty. */
export const readText = (value: unknown): string => (isText(value) ? value : "")

const isText = Schema.is(Schema.String.check(isStorable))
