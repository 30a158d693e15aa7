import { lineAt } from "../SourceFile.ts"
import type { SourceFile } from "../SourceFile.ts"
import { tokensOf } from "./tokensOf.ts"
import type { Token } from "./tokensOf.ts"

/** A declaration of a file, or a member of one, with the docstring right before it. */
export type Docstring = {
  /** What is declared: `const`, `class`, `interface`, `type` or `function`; undefined for a member. */
  readonly kind: string | undefined
  readonly name: string
  readonly isExported: boolean
  /** The docstring's lines without its stars; empty when there is none. */
  readonly lines: ReadonlyArray<string>
  /** The line on which the docstring begins, or the declaration where there is none. */
  readonly line: number
  /** The words and signs from the name on, as far as they are needed to tell what a class extends. */
  readonly heading: string
}

/** The docstrings of a file in its order, and, with no lines, the exported declarations that have none. */
export const docstringsOf = (file: SourceFile): ReadonlyArray<Docstring> => {
  const tokens = tokensOf(file)
  return tokens.flatMap((token, index) => {
    if (isDocstring(token)) return [declared(file, tokens, { doc: token, first: index + 1 })]
    const isBare = token.text === "export" && !isDocstring(tokens[index - 1])
    const found = isBare ? declared(file, tokens, { doc: undefined, first: index }) : undefined
    return found?.kind === undefined ? [] : [found]
  })
}

const isDocstring = (token: Token | undefined): boolean =>
  token?.kind === "comment" && token.text.startsWith("/**")

const declared = (
  file: SourceFile,
  tokens: ReadonlyArray<Token>,
  { doc, first }: { readonly doc: Token | undefined; readonly first: number }
): Docstring => {
  const words = tokens.slice(first, first + wordsMax).filter(({ kind }) => kind !== "comment")
  const at = words.findIndex(({ text }) => !modifiers.has(text) && !kinds.has(text))
  const before = words.slice(0, Math.max(at, 0)).map(({ text }) => text)
  return {
    kind: before.find((text) => kinds.has(text)),
    name: words[at]?.text ?? "",
    isExported: before.includes("export"),
    lines: doc === undefined ? [] : linesOf(doc.text),
    line: lineAt(file.text, (doc ?? tokens[first])!.start),
    heading: words
      .slice(Math.max(at, 0))
      .map(({ text }) => text)
      .join(" ")
  }
}

const wordsMax = 16
const kinds: ReadonlySet<string> = new Set(["class", "const", "function", "interface", "let", "type"])
const modifiers: ReadonlySet<string> = new Set([
  "abstract",
  "async",
  "declare",
  "export",
  "override",
  "private",
  "readonly",
  "static"
])

/** The text of a docstring, line by line as in the file: the first and the last line hold what stands by the marks. */
const linesOf = (comment: string): ReadonlyArray<string> =>
  comment
    .replace(/^\/\*\*/, "")
    .replace(/\*\/$/, "")
    .split("\n")
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*\*? ?/, "")).trimEnd())
