import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { importCycles } from "./importCycles.ts"

it("files that import each other in one direction pass", () => {
  const files = treeOf({
    "packages/a/src/a.ts": 'import "./b.ts"\nimport "./c.ts"',
    "packages/a/src/b.ts": 'import "./c.ts"',
    "packages/a/src/c.ts": ""
  })

  assert.deepStrictEqual(importCycles(files), [])
})

it("a circle is found once, also by way of an import of types", () => {
  const files = treeOf({
    "packages/a/src/a.ts": 'import "./b.ts"',
    "packages/a/src/b.ts": 'import type { C } from "./c.ts"',
    "packages/a/src/c.ts": 'import "./d.ts"\nexport { b } from "./b.ts"',
    "packages/a/src/d.ts": ""
  })

  assert.deepStrictEqual(importCycles(files), [
    {
      line: 1,
      message: "import cycle: packages/a/src/b.ts → packages/a/src/c.ts → packages/a/src/b.ts",
      path: "packages/a/src/b.ts"
    }
  ])
})

it("a file that imports itself is found", () => {
  assert.deepStrictEqual(importCycles(treeOf({ "tooling/a.ts": '\nimport "./a.ts"' })), [
    { line: 2, message: "import cycle: tooling/a.ts → tooling/a.ts", path: "tooling/a.ts" }
  ])
})
