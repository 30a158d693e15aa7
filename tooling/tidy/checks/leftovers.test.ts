import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { leftovers } from "./leftovers.ts"

it.each(["TODO", "FIXME", "XXX"])("%s is found in any file", (word) => {
  const files = treeOf({ "docs/a.md": `# A\n\n${word}: b`, "packages/a/src/a.ts": `// ${word} c` })

  const message = `${word} is left over: do it, or say in a sentence what holds and why`
  assert.deepStrictEqual(leftovers(files), [
    { line: 3, message, path: "docs/a.md" },
    { line: 1, message, path: "packages/a/src/a.ts" }
  ])
})

it("longer words, small letters and the lock file pass", () => {
  const files = treeOf({ "a.ts": "const TODOS = todo", "package-lock.json": '"sha512-a/XXX+b"' })

  assert.deepStrictEqual(leftovers(files), [])
})
