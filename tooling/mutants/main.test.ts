import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { assert, it } from "vitest"

it("the command explains itself", () => {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "--help"], {
    encoding: "utf8"
  })

  assert.match(run.stdout, /^Usage: npm run mutants -- /)
  assert.strictEqual(run.status, 0)
})
