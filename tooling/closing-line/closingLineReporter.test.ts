import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"

const repository = resolve(import.meta.dirname, "../..")
const vitest = join(repository, "node_modules/vitest/vitest.mjs")
const reporters = ["--reporter=dot", `--reporter=${join(import.meta.dirname, "closingLineReporter.ts")}`]

const passing = 'import { it } from "vitest"\nit("a", () => {})\n'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "closing-line-"))
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"))
  writeFileSync(join(root, "vitest.config.js"), "module.exports = { test: {} }\n")
  writeFileSync(join(root, "package.json"), "{}")
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

const run = (...options: ReadonlyArray<string>) => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [vitest, "run", "--root", root, ...reporters, ...options],
    {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] }
    }
  )
  return { lastLine: stdout.trimEnd().split("\n").at(-1), status }
}

describe("a run ends with its closing line", () => {
  it("and with success, when every test has passed", () => {
    writeFileSync(join(root, "a.test.js"), passing)

    assert.deepStrictEqual(run(), { lastLine: "1 passed, 0 failed", status: 0 })
  })

  it("and fails, when a file cannot be imported", () => {
    writeFileSync(join(root, "a.test.js"), passing)
    writeFileSync(join(root, "b.test.js"), `import "./missing.js"\n${passing}`)

    assert.deepStrictEqual(run(), { lastLine: "1 passed, 1 failed", status: 1 })
  })

  it("and fails, when there is no test file", () => {
    assert.deepStrictEqual(run(), { lastLine: "0 passed, 0 failed", status: 1 })
  })

  it("and fails, when no test has run, even if that was allowed", () => {
    writeFileSync(join(root, "a.test.js"), passing)

    const { lastLine, status } = run("--testNamePattern=b", "--passWithNoTests")

    assert.deepStrictEqual({ lastLine, status }, { lastLine: "0 passed, 0 failed, 1 skipped", status: 1 })
  })
})
