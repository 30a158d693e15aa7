import type { Reporter, TestModule } from "vitest/node"
import { closingLine, countTests } from "./countTests.ts"

/** Ends a run with one plain line, whatever the reporters before it have drawn. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, uncaught: ReadonlyArray<unknown>): void {
    const counts = countTests(modules, uncaught)
    if (counts.passed + counts.failed === 0) {
      // A run that proves nothing must not look like one that proves something.
      process.stdout.write("\nNo test has run.\n")
      process.exitCode = 1
    }
    process.stdout.write(`\n${closingLine(counts)}\n`)
  }
}
