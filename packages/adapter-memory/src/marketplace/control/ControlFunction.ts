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
  const decode = Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })
  const names = Object.keys(schema.fields).join(", ") || "no fields"
  return (marketplace, body) => {
    const decoded = decode(body)
    if (Result.isFailure(decoded)) return wrong(`${decoded.failure.message}; the body takes ${names}`)
    const result = run(marketplace, decoded.success)
    return result instanceof Mistake ? wrong(result.message) : { body: result, status: 200 }
  }
}

const wrong = (error: string): ControlAnswer => ({ body: { error }, status: 400 })
