import { lineAt } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"

/** No file holds a note to its author. */
export const leftovers: Check = (files) =>
  files
    // The lock file is written by npm, and its checksums may spell anything.
    .filter(({ path }) => path !== "package-lock.json")
    .flatMap((file) =>
      [...file.text.matchAll(/\b(?:TODO|FIXME|XXX)\b/g)].map((found) => ({
        line: lineAt(file.text, found.index),
        message: `${found[0]} is left over: do it, or say in a sentence what holds and why`,
        path: file.path
      }))
    )
