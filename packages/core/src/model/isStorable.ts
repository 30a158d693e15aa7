import { Schema } from "effect"

/** Checks that text can be kept by every store: no NUL, and no half of a surrogate pair. */
export const isStorable = Schema.makeFilter((text: string) =>
  !text.includes("\u0000") && text.isWellFormed()
    ? true
    : "has a NUL or half a surrogate pair, which no store keeps"
)
