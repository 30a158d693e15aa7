import { nearestName } from "./nearestName.ts"
import { showValue } from "./showValue.ts"

/**
 * Says that a name is none of those that are known, and which one was probably meant.
 *
 * **Example** (A misspelt option)
 *
 *     unknownName("endpiont", "the transport", ["credentials", "endpoint"])
 *     // => "endpiont is not a choice of the transport; did you mean endpoint?"
 */
export const unknownName = (name: string, whose: string, known: ReadonlyArray<string>): string => {
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? `it has ${known.join(", ")}` : `did you mean ${nearest}?`
  return `${showValue(name, { isBare: true })} is not a choice of ${whose}; ${hint}`
}
