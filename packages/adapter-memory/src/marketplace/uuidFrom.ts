import { hash } from "node:crypto"
import { joinKey } from "./joinKey.ts"

/**
 * Returns a lower-case UUID that depends on the given texts alone.
 *
 * The same history therefore gives the same ids, whatever the order of requests that do not touch each other.
 *
 * - **Shape**: total; version 4 and variant 1 in form, so that strict readers of UUIDs take it.
 */
export const uuidFrom = (...parts: ReadonlyArray<string>): string => {
  const hex = hash("sha256", joinKey(...parts), "hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
