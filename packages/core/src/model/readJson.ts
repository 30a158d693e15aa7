import { Option, Result, Schema } from "effect"
import { AgreementEvent } from "./AgreementEvent.ts"
import { AgreementEventRefused } from "./AgreementEventRefused.ts"

/** No service of AWS delivers more than this in one message, in characters. */
const lengthMax = 262_144

/** Returns the object of a JSON text, or the object itself; what is larger than any message of AWS is not read. */
export const readJson = (
  body: unknown
): Result.Result<Readonly<Record<string, unknown>>, AgreementEventRefused> => {
  if (typeof body === "string" && body.length > lengthMax)
    return refuse(
      "TooLarge",
      `it has ${body.length} characters, and no message of AWS has more than ${lengthMax}`
    )
  const value = typeof body === "string" ? Option.getOrUndefined(parse(body)) : body
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Result.succeed(value as Readonly<Record<string, unknown>>)
    : refuse("NotJson", "it is no JSON object")
}

/** Says why something is no event. */
export const refuse = (
  code: AgreementEventRefused["code"],
  problem: string
): Result.Result<never, AgreementEventRefused> => Result.fail(new AgreementEventRefused({ code, problem }))

/** Reads something that may be a proxy, or have a getter that throws. */
export const guarded = <A>(
  read: () => Result.Result<A, AgreementEventRefused>
): Result.Result<A, AgreementEventRefused> => {
  try {
    return read()
  } catch {
    return refuse("Malformed", "it cannot be read at all")
  }
}

/** Makes an event of what was read; what no store keeps is refused here and not there. */
export const eventOf = (event: unknown): Result.Result<AgreementEvent, AgreementEventRefused> =>
  Option.match(decodeEvent(event), {
    onNone: () => refuse("Malformed", "a field of it is nothing that can be kept"),
    onSome: Result.succeed
  })

const decodeEvent = Schema.decodeUnknownOption(AgreementEvent)

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))
