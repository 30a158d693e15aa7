import type { UserConsoleLog } from "vitest"
import type { Reporter, TestModule, Vitest } from "vitest/node"
import { OutputWatch } from "../canaries/OutputWatch.ts"
import { tablesWithSecrets } from "../canaries/tablesWithSecrets.ts"
import { closingLine, countTests } from "./countTests.ts"

/**
 * Ends a run with one plain line, whatever the reporters before it have drawn.
 *
 * A secret that was printed, or that a table still holds, counts as a failed test.
 */
export default class ClosingLineReporter implements Reporter {
  readonly #output = new OutputWatch()
  #databaseUrl = (): string | undefined => undefined

  onInit(vitest: Vitest): void {
    this.#databaseUrl = () => vitest.getRootProject().getProvidedContext().databaseUrl
    for (const stream of [process.stdout, process.stderr]) this.#output.follow(stream)
  }

  // A log may be heard and, by the run's options, not be printed.
  onUserConsoleLog({ content }: UserConsoleLog): void {
    this.#output.read(content)
  }

  async onTestRunEnd(modules: ReadonlyArray<TestModule>, uncaught: ReadonlyArray<unknown>): Promise<void> {
    const url = this.#databaseUrl()
    const leaks = [
      ...this.#output.found.map((name) => `${name} in the output`),
      ...(url === undefined ? [] : await tablesWithSecrets(url).catch(unsearched))
    ]
    const tests = countTests(modules, uncaught)
    const counts = { ...tests, failed: tests.failed + leaks.length }
    if (leaks.length > 0) {
      process.stdout.write(`\nA secret has leaked: ${leaks.join(", ")}\n`)
      process.exitCode = 1
    }
    if (counts.passed + counts.failed === 0) {
      // A run that proves nothing must not look like one that proves something.
      process.stdout.write("\nNo test has run.\n")
      process.exitCode = 1
    }
    process.stdout.write(`\n${closingLine(counts)}\n`)
  }
}

// Tables that nobody has looked into prove nothing, and the run must still come to its closing line.
const unsearched = (cause: unknown): ReadonlyArray<string> => [
  `or may have: no table was read, ${String(cause)}`
]
