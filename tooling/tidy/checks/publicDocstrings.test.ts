import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { publicDocstrings, undescribedIn } from "./publicDocstrings.ts"

const index = "packages/core/src/index.ts"

it("a name passes when one of its declarations is described", () => {
  const files = treeOf({
    [index]: 'export { A, type B } from "./a.ts"',
    "packages/core/src/a.ts":
      "/** A. */\nexport interface A {}\nexport const A = 1\n/** B. */\nexport type B = 1\nexport const c = 1\n"
  })

  assert.deepStrictEqual(undescribedIn(files, { entry: index, exportsMin: 2 }), [])
})

it("a name without a docstring, with an empty one, or declared elsewhere is found", () => {
  const files = treeOf({
    [index]: 'export { a, type B } from "./a.ts"\nexport { c } from "./c.ts"',
    "packages/core/src/a.ts": "// A.\nexport const a = 1\n/** */\nexport interface B {}\n",
    "packages/core/src/c.ts": "const c = 1\nexport { c }\n"
  })

  assert.deepStrictEqual(
    undescribedIn(files, { entry: index, exportsMin: 3 }).map(({ line, message, path }) => [
      path,
      line,
      message
    ]),
    [
      [
        "packages/core/src/a.ts",
        2,
        "`a` has no docstring: write what it is or does, its unit, its shape and its errors"
      ],
      [
        "packages/core/src/a.ts",
        3,
        "`B` has no docstring: write what it is or does, its unit, its shape and its errors"
      ],
      [
        "packages/core/src/c.ts",
        1,
        "`c` is exported by packages/core/src/index.ts and not declared here; export it from where it is declared"
      ]
    ]
  )
})

it("a check that sees few names fails", () => {
  const [violation] = publicDocstrings(treeOf({ [index]: "export const a = 1" }))

  assert.match(violation?.message ?? "", /^only 0 exports seen, at least \d+ are there$/)
})
