import { posix } from "node:path"
import type { SourceFile } from "../SourceFile.ts"
import { docstringsOf } from "./docstringsOf.ts"
import type { Docstring } from "./docstringsOf.ts"
import { reexportsOf } from "./reexportsOf.ts"
import type { Reexport } from "./reexportsOf.ts"

/** A name that users import, the file that declares it, and its declarations: a value and a type may share a name. */
export type PublicExport = Reexport & {
  readonly declarations: ReadonlyArray<Docstring>
  readonly path: string
}

/** What the entry point of a package exports, in its order, with the declarations it leads to. */
export const publicExportsOf = (
  files: ReadonlyArray<SourceFile>,
  entry: string
): ReadonlyArray<PublicExport> =>
  files
    .filter(({ path }) => path === entry)
    .flatMap((index) =>
      reexportsOf(index).map((reexport) => {
        const path = posix.join(posix.dirname(entry), reexport.from)
        const file = files.find((one) => one.path === path)
        const declarations = file === undefined ? [] : docstringsOf(file)
        return {
          ...reexport,
          declarations: declarations.filter(({ isExported, name }) => isExported && name === reexport.name),
          path
        }
      })
    )
