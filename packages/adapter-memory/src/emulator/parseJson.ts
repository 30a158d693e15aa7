import { isUtf8 } from "node:buffer"

/** What was parsed, and the text it was parsed from. */
export interface ParsedText {
  readonly text?: string
  /** Undefined for what is not JSON. */
  readonly value: unknown
}

/**
 * Parses a body as JSON in UTF-8.
 *
 * - **Shape**: undefined for what is not JSON, `NaN` and a byte order mark included, or not UTF-8; JSON itself has no
 *   undefined.
 */
export const parseJson = (body: Buffer): ParsedText => {
  if (!isUtf8(body)) return { value: undefined }
  const text = body.toString()
  try {
    return { text, value: JSON.parse(text) }
  } catch {
    return { value: undefined }
  }
}
