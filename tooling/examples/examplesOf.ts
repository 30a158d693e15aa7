import { stemOf } from "../tidy/SourceFile.ts"
import type { SourceFile } from "../tidy/SourceFile.ts"
import { docstringsOf } from "../tidy/source/docstringsOf.ts"
import type { Docstring } from "../tidy/source/docstringsOf.ts"
import type { Example } from "./Example.ts"

/**
 * Finds the examples in a file's docstrings, in its order.
 *
 * An example without a title has an empty one, and one whose code is not indented by four blanks has none: both are
 * found here, so that they can fail.
 */
export const examplesOf = (file: SourceFile): ReadonlyArray<Example> =>
  docstringsOf(file).flatMap((docstring) =>
    docstring.lines.flatMap((text, index) => {
      const found = heading.exec(text)
      if (found === null) return []
      const { code, first } = codeAfter(docstring.lines, index)
      return [
        {
          code,
          line: docstring.line + first,
          name: nameOf(file, docstring),
          path: file.path,
          title: found[1] ?? ""
        }
      ]
    })
  )

const heading = /^\s*\*\*Examples?\*\*:?\s*(?:\((.*)\))?/
const indent = "    "

const codeAfter = (lines: ReadonlyArray<string>, title: number) => {
  const first = title + 1 + (lines[title + 1] === "" ? 1 : 0)
  const after = lines.slice(first)
  const end = after.findIndex((line) => line !== "" && !line.startsWith(indent))
  const body = end === -1 ? after : after.slice(0, end)
  return {
    first,
    code: body
      .map((line) => line.slice(indent.length))
      .join("\n")
      .trimEnd()
  }
}

const nameOf = (file: SourceFile, { isExported, name }: Docstring): string =>
  isExported ? name : `${stemOf(file)}.${name}`
