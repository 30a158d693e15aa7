import type { SourceFile } from "../SourceFile.ts"
import { codeOf } from "./codeOf.ts"

/** A name that a file hands on from another one, and whether as a type only. */
export type Reexport = { readonly from: string; readonly isType: boolean; readonly name: string }

/** The names that a file exports from other files, in its order; `from` is the specifier as it is written. */
export const reexportsOf = (file: SourceFile): ReadonlyArray<Reexport> =>
  [...codeOf(file).matchAll(list)].flatMap((found) => {
    const [all, isTypeList, entries, quoted] = found
    // The specifier is a string, so it is blank in the code and stands in the file at the same place.
    const end = found.index + all.length
    const from = file.text.slice(end - quoted!.length, end).slice(1, -1)
    return entries!
      .split(",")
      .map((entry) => entry.trim())
      .filter((entry) => entry !== "")
      .map((entry) => ({
        from,
        isType: isTypeList !== undefined || entry.startsWith("type "),
        name: entry.split(/\s+/).at(-1)!
      }))
  })

const list = /\bexport\s+(type\s+)?\{([^}]*)\}\s*from\s*(" *")/g
