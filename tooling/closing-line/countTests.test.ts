import { assert, describe, it } from "vitest"
import { closingLine, countTests } from "./countTests.ts"
import type { RunModule } from "./countTests.ts"

const moduleWith = (
  states: ReadonlyArray<string>,
  {
    moduleErrors = 0,
    state = "passed",
    suiteErrors = 0
  }: { moduleErrors?: number; state?: string; suiteErrors?: number } = {}
): RunModule => ({
  children: {
    allSuites: () => [{ errors: () => errors(suiteErrors) }],
    allTests: () => states.map((each) => ({ result: () => ({ state: each }) }))
  },
  errors: () => errors(moduleErrors),
  state: () => state
})

const errors = (count: number) => Array.from({ length: count }, () => new Error("a"))

const lineOf = (modules: ReadonlyArray<RunModule>, uncaught: ReadonlyArray<unknown> = []) =>
  closingLine(countTests(modules, uncaught))

describe("the closing line", () => {
  it("tells what passed and what failed, over all files", () => {
    const modules = [moduleWith(["passed", "passed"]), moduleWith(["failed", "passed"], { state: "failed" })]

    assert.strictEqual(lineOf(modules), "3 passed, 1 failed")
  })

  it("tells what was skipped only when something was, and counts what never ended", () => {
    assert.strictEqual(
      lineOf([moduleWith(["passed", "skipped", "pending"])]),
      "1 passed, 0 failed, 2 skipped"
    )
  })

  it("counts a file that cannot be imported as a failure", () => {
    assert.strictEqual(lineOf([moduleWith([], { moduleErrors: 1, state: "failed" })]), "0 passed, 1 failed")
    assert.strictEqual(lineOf([moduleWith([], { state: "failed" })]), "0 passed, 1 failed")
  })

  it("counts a hook that fails as a failure, beside the failed tests", () => {
    const module = moduleWith(["failed", "skipped"], { state: "failed", suiteErrors: 1 })

    assert.strictEqual(lineOf([module]), "0 passed, 2 failed, 1 skipped")
  })

  it("counts an error that nobody caught as a failure", () => {
    assert.strictEqual(lineOf([moduleWith(["passed"])], errors(1)), "1 passed, 1 failed")
  })
})
