import { assert, describe, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { bannedCode } from "./bannedCode.ts"

const violationsIn = (path: string, text: string) => bannedCode(treeOf({ [path]: text }))

describe("a banned word is found, with what to write instead", () => {
  it.each([
    [
      "Date.now()",
      "`Date.now` is banned: take `now` as an argument; a program reads it once, with `yield* DateTime.now`"
    ],
    [
      "DateTime.nowUnsafe()",
      "`nowUnsafe` is banned: it asks the machine, not the Clock; a program reads the time once, with `yield* DateTime.now`"
    ],
    [
      "new Date(0)",
      "`new Date` is banned: use DateTime of effect; where a foreign library wants a Date, DateTime.toDateUtc(…)"
    ],
    ["Math.random()", "`Math.random` is banned: use Random of effect, so that a seed repeats the run"],
    ["a as any", "`as any` is banned: decode with a Schema, or narrow `unknown`"],
    ["console.log(a)", "`console.` is banned: log with Effect.log…; a command writes to process.stdout"],
    ["export default a", "`export default` is banned: export it by the name of the file"],
    [
      'export * from "./a.ts"',
      "`export *` is banned: export every name by itself, so that the index is a table of contents"
    ],
    [
      "process.env.HOME",
      "`process.env` is banned: take it as an option; the command line and the apps read the environment"
    ],
    ["export enum A {}", "`enum` is banned: use Schema.Literals or a union of string literals"],
    [
      "setTimeout(a, 1)",
      "`setTimeout` is banned: use Effect.sleep or a Schedule, so that the test clock rules it"
    ]
  ])("%s", (code, message) => {
    const violations = violationsIn("packages/core/src/a.ts", `const b = 1\n${code}`)

    assert.deepStrictEqual(violations, [{ line: 2, message, path: "packages/core/src/a.ts" }])
  })
})

it("words in comments, strings and longer names pass", () => {
  const text = `
    // new Date() and Date.now()
    const a = "console.log" + \`Math.random() \${b} as any\`
    const enumerate = { enum: 1 }
    Schema.enum
    myconsole.log(newDate, candidate.now)
  `

  assert.deepStrictEqual(violationsIn("packages/core/src/a.ts", text), [])
})

it("code between the strings of a template is code", () => {
  assert.strictEqual(violationsIn("packages/core/src/a.ts", "`${Date.now()}`").length, 1)
})

it("the command line and the apps read the environment", () => {
  assert.deepStrictEqual(violationsIn("packages/cli/src/a.ts", "process.env.PORT"), [])
  assert.deepStrictEqual(violationsIn("apps/demo/src/a.ts", "process.env.PORT"), [])
  assert.strictEqual(violationsIn("packages/adapter-aws/src/a.ts", "process.env.PORT").length, 1)
})

it("the tooling may look at the clock", () => {
  assert.deepStrictEqual(violationsIn("tooling/a.ts", "Date.now()"), [])
})

it("adapters may set timers", () => {
  assert.deepStrictEqual(violationsIn("packages/adapter-memory/src/a.ts", "setTimeout(a, 1)"), [])
})
