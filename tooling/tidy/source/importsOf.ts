import { lineAt } from "../SourceFile.ts"
import type { SourceFile } from "../SourceFile.ts"
import { tokensOf } from "./tokensOf.ts"
import type { Token } from "./tokensOf.ts"

export type Import = { readonly specifier: string; readonly line: number }

/**
 * Everything a file imports, in its order: `import`, `export … from`, `import("…")` and `require("…")`. Imports of types
 * count too, because they bind two files as firmly as any other.
 */
export const importsOf = (file: SourceFile): ReadonlyArray<Import> => {
  const tokens = tokensOf(file).filter(({ kind }) => kind !== "comment")
  return tokens.flatMap((token, index) => {
    if (token.kind !== "word" || tokens[index - 1]?.text === ".") return []
    const source = sourceAt(tokens, index)
    return source === undefined || !isLiteral(source)
      ? []
      : [{ line: lineAt(file.text, token.start), specifier: source.text.slice(1, -1) }]
  })
}

const sourceAt = (tokens: ReadonlyArray<Token>, index: number): Token | undefined => {
  const word = tokens[index]?.text
  const next = tokens[index + 1]
  if ((word === "import" || word === "require") && next?.text === "(") return tokens[index + 2]
  if (word === "import" && next !== undefined && isLiteral(next)) return next
  return word === "import" || word === "export" ? sourceAfterFrom(tokens, index + 1) : undefined
}

// A clause holds names, braces, commas and stars only; anything else means that this was no import clause.
const sourceAfterFrom = (tokens: ReadonlyArray<Token>, first: number): Token | undefined => {
  for (let index = first; index < tokens.length; index++) {
    const token = tokens[index]!
    const next = tokens[index + 1]
    if (token.text === "from" && next !== undefined && isLiteral(next)) return next
    if (token.kind !== "word" && token.kind !== "string" && !/^[{},*]$/.test(token.text)) return undefined
  }
  return undefined
}

const isLiteral = ({ kind, text }: Token): boolean =>
  kind === "string" || (kind === "template" && text.endsWith("`"))
