import { lineAt } from "../tidy/SourceFile.ts"
import { tokensOf } from "../tidy/source/tokensOf.ts"
import type { Token } from "../tidy/source/tokensOf.ts"

/** One statement of an example, and the text that `// =>` promises of its value, at its end or on the line below it. */
export type Statement = { readonly code: string; readonly promised: string | undefined }

/**
 * Parts an example into its statements, which begin on lines of their own; together their lines are the example's.
 *
 * A statement ends at the end of a line on which every bracket is closed, unless the next line goes on with an operator or
 * an opening bracket.
 */
export const statementsOf = (example: string): ReadonlyArray<Statement> => {
  const lines = example.split("\n")
  const tokens = tokensOf({ path: "example.ts", text: example })
  const onLine = lines.map((_, index) => tokens.filter(({ start }) => lineAt(example, start) === index + 1))
  const statements: Array<Statement> = []
  let depth = 0
  let first = 0
  lines.forEach((_, index) => {
    for (const token of onLine[index]!) depth += depthOf(token)
    const next = onLine.slice(index + 1).find((one) => one.some(isCode))
    if (depth > 0 || (next !== undefined && goesOn.test(next.find(isCode)!.text))) return
    const statement = statementOf(lines.slice(first, index + 1), onLine[index]!.at(-1))
    const before = statements.at(-1)
    const isBelow =
      statement.code === "" && statement.promised !== undefined && before?.promised === undefined
    if (isBelow && before !== undefined) statements.splice(-1, 1, { ...statement, code: `${before.code}\n` })
    else statements.push(statement)
    first = index + 1
  })
  return first < lines.length
    ? [...statements, { code: lines.slice(first).join("\n"), promised: undefined }]
    : statements
}

const isCode = ({ kind }: Token): boolean => kind !== "comment"
// A line that begins with a bracket or a template goes on, too: so it is read where it is copied to.
const goesOn = /^[.?:&|,+*/%=<>()[\]}`-]/

// The chunks of a template open and close by themselves: `a ${` opens, `} b` closes.
const depthOf = ({ kind, text }: Token): number => {
  if (kind === "template") return (text.endsWith("${") ? 1 : 0) - (text.startsWith("}") ? 1 : 0)
  if (kind !== "punctuator") return 0
  return /^[([{]$/.test(text) ? 1 : /^[)\]}]$/.test(text) ? -1 : 0
}

const statementOf = (lines: ReadonlyArray<string>, last: Token | undefined): Statement => {
  const text = lines.join("\n")
  const promised = last?.kind === "comment" ? /^\/\/ => (.*)$/.exec(last.text)?.[1] : undefined
  return promised === undefined || last === undefined
    ? { code: text, promised: undefined }
    : { code: text.slice(0, text.length - last.text.length).trimEnd(), promised: promised.trim() }
}
