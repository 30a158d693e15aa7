import { assert, it } from "vitest"
import { treeOf } from "../tidy/treeOf.ts"
import { examplesOf } from "./examplesOf.ts"
import { publicFilesOf } from "./publicFilesOf.ts"

it("every example of a docstring is found, with its place and what it shows", () => {
  const text = `
/**
 * An exact decimal.
 *
 * **Example** (First)
 *
 *     const a = 1
 *
 *     a // => 1
 *
 * More of it:
 *
 * **Example** (Second)
 *
 *     2 // => 2
 */
export const Quantity = {}

/**
 * Reads.
 *
 * **Example** (Third)
 *
 *     3 // => 3
 */
const parse = () => 1
// **Example** (Not in a docstring)
`

  assert.deepStrictEqual(
    examplesOf({ path: "src/Quantity.ts", text }).map(({ code, line, name, title }) => [
      name,
      title,
      line,
      code
    ]),
    [
      ["Quantity", "First", 7, "const a = 1\n\na // => 1"],
      ["Quantity", "Second", 15, "2 // => 2"],
      ["Quantity.parse", "Third", 24, "3 // => 3"]
    ]
  )
})

it("the public files are those that the entry point names, each once, in its order", () => {
  const tree = treeOf({
    "packages/core/src/a.ts": "a",
    "packages/core/src/index.ts":
      'export { c } from "./c.ts"\nexport { a } from "./a.ts"\nexport { d } from "./c.ts"',
    "packages/core/src/b.ts": "b",
    "packages/core/src/c.ts": "c"
  })

  const { files, home } = publicFilesOf(tree, {
    entry: "packages/core/src/index.ts",
    name: "@tallyhour/core"
  })

  assert.deepStrictEqual(
    files.map(({ text }) => text),
    ["c", "a"]
  )
  assert.deepStrictEqual(
    home.exports.map(({ name }) => name),
    ["c", "a", "d"]
  )
})
