import { publicEntries } from "../publicEntries.ts"
import type { PublicEntry } from "../publicEntries.ts"
import type { Check, SourceFile, Violation } from "../SourceFile.ts"
import { publicExportsOf } from "../source/publicExportsOf.ts"

/** Every name that users import is described where it is declared, types included. */
export const publicDocstrings: Check = (files) =>
  publicEntries.flatMap((entry) => undescribedIn(files, entry))

/** The same for a tree of any size: fewer names than `exportsMin` mean that the check has gone blind. */
export const undescribedIn = (
  files: ReadonlyArray<SourceFile>,
  { entry, exportsMin }: PublicEntry
): ReadonlyArray<Violation> => {
  const exports = publicExportsOf(files, entry)
  const undescribed = exports
    .filter(({ declarations }) => !declarations.some(({ lines }) => lines.join("").trim() !== ""))
    .map(({ declarations, name, path }) => ({
      line: declarations[0]?.line ?? 1,
      message:
        declarations.length === 0
          ? `\`${name}\` is exported by ${entry} and not declared here; export it from where it is declared`
          : `\`${name}\` has no docstring: write what it is or does, its unit, its shape and its errors`,
      path
    }))
  return exports.length >= exportsMin
    ? undescribed
    : [
        {
          line: 1,
          message: `only ${exports.length} exports seen, at least ${exportsMin} are there`,
          path: entry
        },
        ...undescribed
      ]
}
