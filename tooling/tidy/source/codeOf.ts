import type { SourceFile } from "../SourceFile.ts"
import { tokensOf } from "./tokensOf.ts"
import type { Token } from "./tokensOf.ts"

/**
 * The text of a file with blanks for every comment and for what stands inside strings, templates and regular
 * expressions. It has the same length and the same lines, so an offset in it is an offset in the file.
 */
export const codeOf = (file: SourceFile): string =>
  keep(file, (token) => {
    if (token.kind === "comment" || token.kind === "regex") return blank(token.text)
    if (token.kind === "string") return `"${blank(token.text.slice(2))}"`
    return token.kind === "template" ? token.text.replace(/^\}|\$\{$|[^\n]/g, bracket) : token.text
  })

/**
 * The reverse: blanks for everything but what stands inside strings and templates. SQL texts are found here, whole, even
 * when values are put between their pieces.
 */
export const stringsOf = (file: SourceFile): string =>
  keep(file, (token) =>
    token.kind === "string" || token.kind === "template" ? token.text : blank(token.text)
  )

const keep = (file: SourceFile, shown: (token: Token) => string): string => {
  let text = ""
  for (const token of tokensOf(file)) text += blank(file.text.slice(text.length, token.start)) + shown(token)
  return text
}

// The brackets of `${…}` stay, so that what is code stays in pairs.
const bracket = (text: string): string => (/^(\}|\$\{)$/.test(text) ? text : " ")

const blank = (text: string): string => text.replace(/[^\n]/g, " ")
