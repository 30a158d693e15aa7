const reasonMax = 1_000

/**
 * Reads the reason of a withdrawal, which is never refused: the record would be sent instead.
 *
 * - **Shape**: at most 1 000 characters, without what no store keeps; a sentence of ours where nothing is left.
 */
export const readReason = (reason: unknown): string => {
  const text = typeof reason === "string" ? reason.slice(0, reasonMax).replaceAll("\u0000", "") : ""
  return text.trim() === "" ? "Withdrawn: no reason was given" : text.toWellFormed()
}
