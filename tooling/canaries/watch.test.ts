import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { canaries } from "./canaries.ts"

const repository = resolve(import.meta.dirname, "../..")

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "canaries-"))
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"))
  writeFileSync(
    join(root, "vitest.config.js"),
    `module.exports = { test: { setupFiles: [${JSON.stringify(join(import.meta.dirname, "setup.ts"))}] } }\n`
  )
  writeFileSync(join(root, "package.json"), "{}")
})

afterEach(() => {
  rmSync(root, { recursive: true })
})

const secret = canaries.sessionToken
const inOutput = "A secret has leaked: SessionToken in the output"
const inSpan = "A secret has leaked: SessionToken in the span told"

describe("a run whose tests pass fails all the same, when a test", () => {
  it.each([
    ["prints a secret", `console.log("the token is ${secret}")`, inOutput],
    ["writes it past the console", `process.stderr.write("${secret}")`, inOutput],
    ["logs it with Effect", `Effect.runSync(Effect.logError(["${secret}"]))`, inOutput],
    [
      "annotates a span with it",
      `Effect.runSync(Effect.annotateCurrentSpan("a", "${secret}").pipe(Effect.withSpan("told")))`,
      inSpan
    ],
    [
      "lets a program fail with it",
      `Effect.runSyncExit(Effect.fn("told")(() => Effect.fail(new Error("a", { cause: "${secret}" })))())`,
      inSpan
    ],
    [
      "has a process write it",
      `const { watchProcess } = await import(${JSON.stringify(join(import.meta.dirname, "leaks.ts"))})
       const process = spawn(${JSON.stringify(process.execPath)}, ["-e", "console.error('${secret}')"])
       watchProcess(process)
       await once(process, "close")`,
      "A secret has leaked: SessionToken in the output of a process"
    ]
  ])("%s", (_, act, leak) => {
    const { lastLine, output, status } = run(act)

    assert.include(output, leak)
    assert.match(lastLine, /, 1 failed$|, 2 failed$/)
    assert.strictEqual(status, 1)
  })

  it("does not, when it keeps its secrets", () => {
    const { lastLine, output, status } = run(
      `Effect.runSync(Effect.logInfo(Redacted.make("${secret}")).pipe(Effect.withSpan("told")))`
    )

    assert.include(output, "<redacted>")
    assert.deepStrictEqual({ lastLine, status }, { lastLine: "1 passed, 0 failed", status: 0 })
  })
})

const run = (act: string) => {
  writeFileSync(
    join(root, "a.test.js"),
    `import { spawn } from "node:child_process"
import { once } from "node:events"
import { Effect, Redacted } from "effect"
import { it } from "vitest"
it("a", async () => { ${act} })\n`
  )
  const reporter = join(repository, "tooling/closing-line/closingLineReporter.ts")
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [
      join(repository, "node_modules/vitest/vitest.mjs"),
      "run",
      `--root=${root}`,
      "--reporter=default",
      `--reporter=${reporter}`
    ],
    { encoding: "utf8", env: { PATH: process.env["PATH"] } }
  )
  const lastLine = stdout.trimEnd().split("\n").at(-1) ?? ""
  // What the planted run has printed would betray this one.
  return { lastLine, output: `${stdout}${stderr}`.replaceAll(secret, "…"), status }
}
