import type { SourceFile } from "../SourceFile.ts"

/**
 * One word of a TypeScript or JavaScript text. A template literal is one token for each of its chunks, so that the code
 * inside `${…}` is code.
 */
export type Token = {
  readonly kind: "comment" | "number" | "punctuator" | "regex" | "string" | "template" | "word"
  readonly text: string
  readonly start: number
}

/**
 * Splits a file into tokens; white space is left out.
 *
 * TypeScript 7 has no compiler interface to ask, and the checks need no tree: only what is code, what is a comment and
 * what is a string. The one guess is whether `/` divides or opens a regular expression; it is made from the token before.
 */
export const tokensOf = (file: SourceFile): ReadonlyArray<Token> => {
  const known = tokensByFile.get(file)
  if (known !== undefined) return known
  const tokens = tokenize(file.text)
  tokensByFile.set(file, tokens)
  return tokens
}

// Every check reads the same files; each file is split once.
const tokensByFile = new WeakMap<SourceFile, ReadonlyArray<Token>>()

const tokenize = (text: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  // One entry for each template literal that is open: how many braces are open inside its `${…}`.
  const templates: Array<number> = []
  let before: Token | undefined
  let at = text.startsWith("#!") ? text.indexOf("\n") >>> 0 : 0
  while (at < text.length) {
    const { kind, length } = tokenAt(text, at, before, templates)
    if (kind !== "space") {
      const token = { kind, start: at, text: text.slice(at, at + length) }
      tokens.push(token)
      if (kind !== "comment") before = token
    }
    at += length
  }
  return tokens
}

type Piece = { readonly kind: Token["kind"] | "space"; readonly length: number }

const tokenAt = (text: string, at: number, before: Token | undefined, templates: Array<number>): Piece => {
  const depth = templates.at(-1)
  if (text[at] === "`") return templateChunk(text, at, templates)
  if (text[at] === "}" && depth === 0) {
    templates.pop()
    return templateChunk(text, at, templates)
  }
  if (depth !== undefined && text[at] === "{") templates[templates.length - 1] = depth + 1
  if (depth !== undefined && text[at] === "}") templates[templates.length - 1] = depth - 1
  for (const [kind, pattern] of patterns) {
    if (kind === "regex" && !mayOpenRegex(before)) continue
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) return { kind, length: found[0].length }
  }
  return { kind: "punctuator", length: 1 }
}

/** Reads from a backtick, or from the `}` that ends a `${…}`, to the next `${` or to the closing backtick. */
const templateChunk = (text: string, at: number, templates: Array<number>): Piece => {
  let end = at + 1
  while (end < text.length && text[end] !== "`" && !text.startsWith("${", end))
    end += text[end] === "\\" ? 2 : 1
  if (text[end] !== "$") return { kind: "template", length: Math.min(end + 1, text.length) - at }
  templates.push(0)
  return { kind: "template", length: end + 2 - at }
}

const patterns: ReadonlyArray<readonly [Piece["kind"], RegExp]> = [
  ["space", /\s+/y],
  ["comment", /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y],
  ["string", /"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?/y],
  ["word", /#?[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ["number", /\.?\d[\w.]*/y],
  ["regex", /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y],
  ["punctuator", /=>|\.\.\./y]
]

const mayOpenRegex = (before: Token | undefined): boolean =>
  before === undefined ||
  (before.kind === "punctuator" && !/^[)\]}]$/.test(before.text)) ||
  (before.kind === "template" && before.text.endsWith("${")) ||
  (before.kind === "word" && wordsBeforeAnOperand.has(before.text))

const wordsBeforeAnOperand: ReadonlySet<string> = new Set(
  "await case delete do else in instanceof new of return throw typeof void yield".split(" ")
)
