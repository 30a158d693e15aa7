import { tokensOf } from "../tidy/source/tokensOf.ts"
import type { Reexport } from "../tidy/source/reexportsOf.ts"
import type { Example } from "./Example.ts"
import { statementsOf } from "./statementsOf.ts"

/** What one line of an example shows: the text of its value, and the text it promised. */
export type Shown = { readonly line: number; readonly printed: string; readonly promised: string }

/** The package whose docstring it is, and what that package exports. */
export type Home = { readonly name: string; readonly exports: ReadonlyArray<Reexport> }

/**
 * Writes an example as a module that a user could have written, and that exports what it shows as `$shown`.
 *
 * Names of the package itself and of `effect` need no import; names of any other package are imported by the example, so
 * that its reader sees what to install. Line 1 is ours; line 2 is the example's first.
 */
export const moduleOf = (example: Example, home: Home): string => {
  const used = namesUsed(example.code)
  const own = home.exports
    .filter(({ name }) => used.has(name))
    .map(({ isType, name }) => (isType ? `type ${name}` : name))
  const imports = [
    'import { printed as $printed } from "../../examples/printed.ts"',
    'import type { Shown as $Shown } from "../../examples/moduleOf.ts"',
    ...importOf(own, home.name),
    ...importOf(
      namesOfEffect.filter((name) => used.has(name)),
      "effect"
    )
  ]
  // An example without a promise leaves the printing unused, which must not be said of it in place of its own fault.
  const header = `${imports.join("; ")}; void $printed; export const $shown: Array<$Shown> = []`
  let line = example.line
  const body = statementsOf(example.code).map(({ code, promised }) => {
    const first = line
    line += code.split("\n").length
    return promised === undefined ? code : showing({ code, line: first, promised })
  })
  return `${header}\n${body.join("\n")}\n`
}

const showing = ({ code, line, promised }: Omit<Shown, "printed"> & { readonly code: string }): string =>
  `;$shown.push({ line: ${line}, promised: ${JSON.stringify(promised)}, printed: $printed(${code}) })`

const importOf = (names: ReadonlyArray<string>, from: string): ReadonlyArray<string> =>
  names.length === 0 ? [] : [`import { ${names.join(", ")} } from "${from}"`]

// Those that an example has reason to use. Not all of them: effect also exports an `Array` and a `String`.
const namesOfEffect: ReadonlyArray<string> = [
  "Cause",
  "Context",
  "DateTime",
  "Duration",
  "Effect",
  "Exit",
  "Fiber",
  "Layer",
  "Logger",
  "Option",
  "Redacted",
  "Result",
  "Schema"
]

/** The words of a code that may refer to something: neither members nor keys. */
const namesUsed = (code: string): ReadonlySet<string> => {
  const tokens = tokensOf({ path: "example.ts", text: code }).filter(({ kind }) => kind !== "comment")
  return new Set(
    tokens
      .filter(({ kind }, index) => {
        const isKey = tokens[index + 1]?.text === ":" && /^[{,]$/.test(tokens[index - 1]?.text ?? "")
        return kind === "word" && tokens[index - 1]?.text !== "." && !isKey
      })
      .map(({ text }) => text)
  )
}
