import type { SourceFile } from "../SourceFile.ts"
import { codeOf } from "./codeOf.ts"

/** The names a file exports, by declaration or in braces; `export *` names none. */
export const exportsOf = (file: SourceFile): ReadonlySet<string> => {
  const code = codeOf(file)
  const declared = [...code.matchAll(declaration)].map((found) => found[1]!)
  const listed = [...code.matchAll(list)].flatMap((found) =>
    found[1]!.split(",").map((entry) => entry.trim().split(/\s+/).at(-1)!)
  )
  return new Set([...declared, ...listed])
}

const declaration =
  /\bexport\s+(?:declare\s+|abstract\s+|async\s+)*(?:const|let|var|class|interface|namespace|type|function\s*\*?)\s*([\p{L}_$][\p{L}\p{N}_$]*)/gu

const list = /\bexport\s+(?:type\s+)?\{([^}]*)\}/g
