import { Result, Schema } from "effect"
import type { Marketplace } from "../Marketplace.ts"
import type { JsonObject } from "../ServiceAnswer.ts"

/** What a control function answers: 200 with its result, 400 or 404 with `{ error }`. */
export interface ControlAnswer {
  readonly body: JsonObject
  readonly status: number
}

/** A function of the control interface. */
export type ControlFunction = (marketplace: Marketplace, body: unknown) => ControlAnswer

/** What is wrong with a body whose form is right; the caller is told, and nothing is changed. */
export class Mistake {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

/**
 * Makes a control function of the form of its body and of what it does.
 *
 * - **Errors**: a body of another form answers 400 with every place that is wrong and the names that are taken.
 */
export const controlFunction = <Fields extends Schema.Struct.Fields>(
  schema: Schema.Struct<Fields> & Schema.Decoder<Schema.Struct<Fields>["Type"]>,
  run: (marketplace: Marketplace, body: Schema.Struct<Fields>["Type"]) => JsonObject | Mistake
): ControlFunction => {
  const decode = Schema.decodeUnknownResult(schema, { errors: "all" })
  return (marketplace, body) => {
    const stranger = strangerIn(body, schema.fields)
    if (stranger !== undefined) return wrong(stranger)
    const decoded = decode(body)
    if (Result.isFailure(decoded)) return wrong(decoded.failure.message)
    const result = run(marketplace, decoded.success)
    return result instanceof Mistake ? wrong(result.message) : { body: result, status: 200 }
  }
}

// A misspelt field would be left out silently, and an optional one with it.
const strangerIn = (body: unknown, fields: Schema.Struct.Fields): string | undefined => {
  const known = Object.keys(fields).join(", ") || "no fields"
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return `the body is an object with ${known}`
  const strangers = Object.keys(body).filter((name) => !Object.hasOwn(fields, name))
  return strangers.length === 0
    ? undefined
    : `the body takes ${known}, and not ${strangers.join(", ").slice(0, 255)}`
}

const wrong = (error: string): ControlAnswer => ({ body: { error }, status: 400 })
