import { isCode } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"

/** A gate that sees nothing fails: each folder yields at least as many code files as it once did. */
export const filesSeen: Check = (files) =>
  Object.entries(codeFilesMin).flatMap(([path, min]) => {
    const seen = files.filter((file) => isCode(file) && file.path.startsWith(path)).length
    return seen >= min
      ? []
      : [
          {
            line: 1,
            message: `only ${seen} code files seen, at least ${min} are there; is the root right?`,
            path
          }
        ]
  })

// Raise these as the tree grows. They only go up: a lower number would hide that the gate has gone blind.
const codeFilesMin: Readonly<Record<string, number>> = {
  "apps/": 1,
  "packages/": 50,
  "tooling/": 50
}
