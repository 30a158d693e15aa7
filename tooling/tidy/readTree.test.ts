import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "vitest"
import { readTree } from "./readTree.ts"

it("the tree is what people write: neither what is generated, nor what is installed", () => {
  const root = mkdtempSync(join(tmpdir(), "tidy-"))
  for (const folder of ["src", "dist", "node_modules/effect"])
    mkdirSync(join(root, folder), { recursive: true })
  for (const path of ["src/b.ts", "dist/b.js", "node_modules/effect/index.js", "a.md"])
    writeFileSync(join(root, path), path)
  writeFileSync(join(root, "picture.png"), Buffer.from([137, 80, 0, 1]))

  const files = readTree(root)
  rmSync(root, { recursive: true })

  assert.deepStrictEqual(files, [
    { path: "a.md", text: "a.md" },
    { path: "picture.png", text: "" },
    { path: "src/b.ts", text: "src/b.ts" }
  ])
})
