import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, it } from "vitest"

it("the command prints each violation with its place, and fails", () => {
  const root = mkdtempSync(join(tmpdir(), "tidy-"))
  mkdirSync(join(root, "packages/core/src/model"), { recursive: true })
  writeFileSync(
    join(root, "packages/core/src/model/Quantity.ts"),
    "export const Quantity = 1\nMath.random()\n"
  )

  const run = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "--root", root], {
    encoding: "utf8"
  })
  rmSync(root, { recursive: true })

  assert.include(run.stdout, "packages/core/src/model/Quantity.ts:2 `Math.random` is banned: ")
  assert.match(run.stdout, /\n\d+ violations in 1 files\n$/)
  assert.strictEqual(run.status, 1)
})
