import { assert, it } from "vitest"
import { treeOf } from "../treeOf.ts"
import { filesSeen } from "./filesSeen.ts"

const tree = (folder: string, count: number) =>
  treeOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`${folder}a${index}.ts`, ""])))

it("a tree with many code files passes", () => {
  const files = ["apps/", "packages/", "tooling/"].flatMap((folder) => tree(folder, 1000))

  assert.deepStrictEqual(filesSeen(files), [])
})

it("a gate that sees nothing fails for every folder, and pages are no code", () => {
  const violations = filesSeen(treeOf({ "packages/a.md": "" }))

  assert.deepStrictEqual(
    violations.map(({ path }) => path),
    ["apps/", "packages/", "tooling/"]
  )
  assert.match(
    violations[0]!.message,
    /^only 0 code files seen, at least \d+ are there; is the root right\?$/
  )
})
