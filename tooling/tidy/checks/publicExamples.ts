import { publicEntries } from "../publicEntries.ts"
import type { Check } from "../SourceFile.ts"
import type { Docstring } from "../source/docstringsOf.ts"
import { publicExportsOf } from "../source/publicExportsOf.ts"
import type { PublicExport } from "../source/publicExportsOf.ts"

/**
 * Every value that users import shows in an example how it is used: `tooling/examples` runs them.
 *
 * Ports and errors may do without: one fills a port by its promises, and meets an error by its message. Nor
 * does what only tests import need one.
 */
export const publicExamples: Check = (files) =>
  publicEntries
    .filter(({ entry }) => !entry.includes("/testing/"))
    .flatMap(({ entry }) => publicExportsOf(files, entry))
    .filter(needsExample)
    .filter(({ declarations }) => !declarations.some(hasExample))
    .map(({ declarations, name, path }) => ({
      line: declarations[0]?.line ?? 1,
      message: `\`${name}\` has no **Example** (Title): show, in lines that run, what a user would try first`,
      path
    }))

const needsExample = ({ declarations, isType }: PublicExport): boolean => {
  const values = declarations.filter(({ kind }) => kind !== "interface" && kind !== "type")
  return !isType && values.length > 0 && !values.some(isPortOrError)
}

const isPortOrError = ({ heading, kind }: Docstring): boolean =>
  kind === "class" && /^\S+ extends (?:Context \. Service|Schema \. TaggedError)\b/.test(heading)

const hasExample = ({ lines }: Docstring): boolean => lines.some((line) => line.startsWith("**Example** ("))
