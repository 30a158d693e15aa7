/** How many tests a run had, by what became of them. */
export type TestCounts = { readonly failed: number; readonly passed: number; readonly skipped: number }

/** What is asked of a file that was run; Vitest's own `TestModule` has it. */
export type RunModule = RunSuite & {
  readonly state: () => string
  readonly children: {
    readonly allTests: () => Iterable<{ readonly result: () => { readonly state: string } }>
    readonly allSuites: () => Iterable<RunSuite>
  }
}

type RunSuite = { readonly errors: () => ReadonlyArray<unknown> }

/**
 * Counts the tests of a run.
 *
 * A failure outside any test counts as a failed test: an error that nobody caught, a hook, a file that cannot be
 * imported. Otherwise a file that runs nothing would look like a file without tests. A test that never came to its end,
 * because the run was broken off, counts as skipped.
 */
export const countTests = (
  modules: ReadonlyArray<RunModule>,
  uncaught: ReadonlyArray<unknown>
): TestCounts => {
  const counts = { failed: uncaught.length, passed: 0, skipped: 0 }
  for (const module of modules) {
    const states = [...module.children.allTests()].map((test) => test.result().state)
    const failedTests = states.filter((state) => state === "failed").length
    const failedAround = [module, ...module.children.allSuites()].filter(
      (suite) => suite.errors().length > 0
    ).length
    const failedUnseen = module.state() === "failed" && failedTests + failedAround === 0 ? 1 : 0
    const passed = states.filter((state) => state === "passed").length
    counts.failed += failedTests + failedAround + failedUnseen
    counts.passed += passed
    counts.skipped += states.length - failedTests - passed
  }
  return counts
}

/** Writes the counts as the one line that ends a run. */
export const closingLine = ({ failed, passed, skipped }: TestCounts): string =>
  `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`
