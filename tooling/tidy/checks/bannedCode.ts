import { isCode, isTest, lineAt } from "../SourceFile.ts"
import type { Check, SourceFile } from "../SourceFile.ts"
import { codeOf } from "../source/codeOf.ts"

/** No file calls what this project has a better word for; comments and strings may speak of it. */
export const bannedCode: Check = (files) =>
  files.filter(isCode).flatMap((file) => {
    const code = codeOf(file)
    return bans
      .filter(({ within }) => within(file))
      .flatMap(({ instead, name, pattern }) =>
        [...code.matchAll(pattern)].map(({ index }) => ({
          line: lineAt(code, index),
          message: `\`${name}\` is banned: ${instead}`,
          path: file.path
        }))
      )
  })

type Ban = {
  readonly name: string
  readonly pattern: RegExp
  readonly instead: string
  readonly within: (file: SourceFile) => boolean
}

const everywhere = (): boolean => true
const inPackages = ({ path }: SourceFile): boolean => /^(packages|apps)\//.test(path)
const inCore = (file: SourceFile): boolean => file.path.startsWith("packages/core/") && !isTest(file)
// The command line and the apps are where the environment is read; everybody else is given options.
const belowTheEdge = (file: SourceFile): boolean =>
  file.path.startsWith("packages/") && !file.path.startsWith("packages/cli/") && !isTest(file)

const bans: ReadonlyArray<Ban> = [
  {
    name: "Date.now",
    pattern: /\bDate\s*\.\s*now\b/g,
    instead: "take `now` as an argument; a program reads it once, with `yield* DateTime.now`",
    within: inPackages
  },
  {
    name: "nowUnsafe",
    pattern: /\bnowUnsafe\b/g,
    instead: "it asks the machine, not the Clock; a program reads the time once, with `yield* DateTime.now`",
    within: inPackages
  },
  {
    name: "new Date",
    pattern: /\bnew\s+(?:globalThis\s*\.\s*)?Date\b/g,
    instead: "use DateTime of effect; where a foreign library wants a Date, DateTime.toDateUtc(…)",
    within: inPackages
  },
  {
    name: "Math.random",
    pattern: /\bMath\s*\.\s*random\b/g,
    instead: "use Random of effect, so that a seed repeats the run",
    within: inPackages
  },
  {
    name: "as any",
    pattern: /\bas\s+any\b/g,
    instead: "decode with a Schema, or narrow `unknown`",
    within: everywhere
  },
  {
    name: "console.",
    pattern: /\bconsole\s*\./g,
    instead: "log with Effect.log…; a command writes to process.stdout",
    within: everywhere
  },
  {
    name: "export default",
    pattern: /\bexport\s+default\b/g,
    instead: "export it by the name of the file",
    within: everywhere
  },
  {
    name: "export *",
    pattern: /\bexport\s*(?:type\s*)?\*/g,
    instead: "export every name by itself, so that the index is a table of contents",
    within: everywhere
  },
  {
    name: "process.env",
    pattern: /\bprocess\s*\.\s*env\b/g,
    instead: "take it as an option; the command line and the apps read the environment",
    within: belowTheEdge
  },
  {
    name: "enum",
    pattern: /(?<![.\w$])enum\s+[\p{L}_$]/gu,
    instead: "use Schema.Literals or a union of string literals",
    within: everywhere
  },
  {
    name: "setTimeout",
    pattern: /\b(?:setTimeout|setInterval|setImmediate)\b/g,
    instead: "use Effect.sleep or a Schedule, so that the test clock rules it",
    within: inCore
  }
]
