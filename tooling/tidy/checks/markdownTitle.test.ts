import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { markdownTitle } from "./markdownTitle.ts"

it("a page with one title passes, whatever its blocks hold; a changeset needs none", () => {
  const files = treeOf({ ".changeset/a.md": "Fixes b.", "a.md": "# A\n\n## B\n\n```sh\n# c\n```" })

  assert.deepStrictEqual(markdownTitle(files), [])
})

it("no title and a second title are found", () => {
  assert.deepStrictEqual(markdownTitle(treeOf({ "a.md": "## A", "b.md": "# B\n\n# C" })), [
    { line: 1, message: '0 titles ("# …"), exactly one is wanted', path: "a.md" },
    { line: 3, message: '2 titles ("# …"), exactly one is wanted', path: "b.md" }
  ])
})
