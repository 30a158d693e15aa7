import { assert, it } from "vitest"
import { docstringsOf } from "./docstringsOf.ts"

const docstringsIn = (text: string) => docstringsOf({ path: "a.ts", text })

it("a docstring is told with what it describes, and its lines without their stars", () => {
  const text = "\n/**\n * Returns a.\n *\n *     b\n */\nexport const c = 1\n"

  const [{ heading, ...docstring }, ...others] = docstringsIn(text) as [ReturnType<typeof docstringsIn>[0]]

  assert.deepStrictEqual(docstring, {
    kind: "const",
    name: "c",
    isExported: true,
    lines: ["", "Returns a.", "", "    b", ""],
    line: 2
  })
  assert.strictEqual(heading, "c = 1")
  assert.deepStrictEqual(others, [])
})

it("members and what is not exported have docstrings, too", () => {
  const text = `
    /** A. */
    class A {
      /** B. */
      static readonly b = 1
    }
    /** C. */
    export interface C {
      /** D. */
      readonly d: string
    }
  `

  assert.deepStrictEqual(
    docstringsIn(text).map(({ isExported, kind, lines, name }) => [kind, name, isExported, lines[0]]),
    [
      ["class", "A", false, " A."],
      [undefined, "b", false, " B."],
      ["interface", "C", true, " C."],
      [undefined, "d", false, " D."]
    ]
  )
})

it("an exported declaration without a docstring has no lines; comments of another kind are none", () => {
  const text = `
    // A.
    export type A = 1
    /* B. */
    export const b = "/** c */"
    export { d } from "e"
    const f = 1
  `

  assert.deepStrictEqual(
    docstringsIn(text).map(({ line, lines, name }) => [name, lines.length, line]),
    [
      ["A", 0, 3],
      ["b", 0, 5]
    ]
  )
})
