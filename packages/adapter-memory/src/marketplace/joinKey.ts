/**
 * Joins texts into one key from which no other texts can produce the same key.
 *
 * Every part is preceded by its length, so a separator inside a buyer's or a seller's text cannot move a boundary.
 *
 * - **Shape**: total; the empty list gives the empty text.
 */
export const joinKey = (...parts: ReadonlyArray<string>): string => {
  let key = ""
  for (const part of parts) key += `${part.length}:${part}`
  return key
}
