import { hash } from "node:crypto"
import { joinKey } from "./joinKey.ts"

/**
 * Returns the 25 lower-case base-36 characters of which AWS makes agreement, product and offer ids.
 *
 * - **Shape**: total; depends on the given texts alone.
 */
export const base36From = (...parts: ReadonlyArray<string>): string =>
  BigInt(`0x${hash("sha256", joinKey(...parts), "hex")}`)
    .toString(36)
    .padStart(25, "0")
    .slice(-25)
