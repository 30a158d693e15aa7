import { type Schema, SchemaIssue } from "effect"
import { showValue } from "./showValue.ts"

/** One thing that a schema found wrong: the field, as a path such as `allowances.0.quantity`, and what is wrong with it. */
export interface SchemaProblem {
  readonly field: string
  readonly problem: string
}

/** Reads what a schema found wrong, field by field, each on one line. */
export const schemaProblems = ({ issue }: Schema.SchemaError): ReadonlyArray<SchemaProblem> =>
  format(issue).issues.map(({ message, path = [] }) => ({
    field: path.map((step) => nameOf(typeof step === "object" ? step.key : step)).join("."),
    problem: message.replace(/\s*\n\s*/g, " ")
  }))

// A caller may have named it in any length, and over lines.
const nameOf = (step: PropertyKey): string => showValue(String(step), { isBare: true })

const format = SchemaIssue.makeFormatterStandardSchemaV1()
