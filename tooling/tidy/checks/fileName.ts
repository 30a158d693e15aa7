import { isCode, isTest, stemOf } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"
import { exportsOf } from "../source/exportsOf.ts"

/** In core a file is named exactly as one of its exports, in its case. */
export const fileName: Check = (files) =>
  files
    .filter((file) => inNamedFolder.test(file.path) && isCode(file) && !isTest(file))
    .flatMap((file) => {
      const names = [...exportsOf(file)]
      return names.includes(stemOf(file))
        ? []
        : [
            {
              line: 1,
              message: `exports ${names.join(", ") || "nothing"}: name the file as its main export`,
              path: file.path
            }
          ]
    })

const inNamedFolder = /^packages\/core\/src\/(model|policy|port|program)\//
