import { assert, it } from "vitest"
import { survivorOf } from "./Survivor.ts"

const source = `const sum = (a, b) => {
  if (a < 0 && b < 0) {
    return a
  }
  return a + b
}
`

it("a mutant is told by the line it changes and by what that becomes, wherever in the file it stands", () => {
  const survivor = survivorOf(mutation([2, 7, 2, 12], "false"), source)
  const moved = survivorOf(mutation([4, 7, 4, 12], "false"), `\n\n${source}`)

  assert.deepStrictEqual(survivor, {
    diff: "- if (a < 0 && b < 0) {\n+ if (false && b < 0) {",
    file: "packages/core/src/model/sum.ts"
  })
  assert.deepStrictEqual(moved, survivor)
})

it("two mutants of one line differ", () => {
  const diffs = [mutation([2, 7, 2, 12], "true"), mutation([2, 16, 2, 21], "true")].map(
    (one) => survivorOf(one, source).diff
  )

  assert.strictEqual(new Set(diffs).size, 2)
})

it("a block is shown whole up to three lines, and else by its first and last", () => {
  const small = survivorOf(mutation([2, 23, 4, 4], "{}"), source)
  const large = survivorOf(mutation([1, 23, 6, 2], "{}"), source)

  assert.strictEqual(small.diff, "- if (a < 0 && b < 0) {\n-   return a\n- }\n+ if (a < 0 && b < 0) {}")
  assert.strictEqual(large.diff, "- const sum = (a, b) => {\n- …\n- }\n+ const sum = (a, b) => {}")
})

function mutation(
  [startLine, startColumn, endLine, endColumn]: readonly [number, number, number, number],
  replacement: string
) {
  return {
    fileName: "packages/core/src/model/sum.ts",
    location: {
      end: { column: endColumn, line: endLine },
      start: { column: startColumn, line: startLine }
    },
    replacement
  }
}
