import { hash } from "node:crypto"
import { joinKey } from "./joinKey.ts"

/**
 * Returns an opaque registration token that depends on the given texts alone.
 *
 * It holds "+", "/" and "=", as base64 does, so that a form that is decoded wrongly shows.
 */
export const tokenFrom = (...parts: ReadonlyArray<string>): string => {
  const key = joinKey("registration token", ...parts)
  return `${hash("sha512", key, "base64")}+/=`
}
