import { isUtf8 } from "node:buffer"

/**
 * Parses a body as JSON in UTF-8.
 *
 * - **Shape**: undefined for what is not JSON, `NaN` and a byte order mark included, or not UTF-8; JSON itself has no
 *   undefined.
 */
export const parseJson = (body: Buffer): unknown => {
  if (!isUtf8(body)) return undefined
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
