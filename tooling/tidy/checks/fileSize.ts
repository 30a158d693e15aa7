import { isCode, isTest } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"

/** A file fits into a head: 250 lines of code, or 500 lines of tests. */
export const fileSize: Check = (files) =>
  files.filter(isCode).flatMap((file) => {
    const lines = file.text.replace(/\n$/, "").split("\n").length
    const linesMax = isTest(file) ? testLinesMax : sourceLinesMax
    return lines <= linesMax
      ? []
      : [
          {
            line: linesMax + 1,
            message: `${lines} lines, at most ${linesMax}: it holds two things; part them`,
            path: file.path
          }
        ]
  })

const sourceLinesMax = 250
const testLinesMax = 500
