import type { Reporter, TestModule } from "vitest/node"
import { faultsNamed } from "../fault-matrix/faultsNamed.ts"
import { holdingLine, type NamedTest } from "./holdingLine.ts"
import { rulesNamed } from "./rulesNamed.ts"

/** Tells how many rules of the emulator, and how many promises about faults, hold of those that tests of a run are named by. */
export default class ServiceRuleReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({ name: test.name, state: test.result().state }))
    )
    for (const line of [ruleLine(tests), faultLine(tests)])
      if (line !== undefined) process.stdout.write(`\n${line}\n`)
  }
}

/** Writes how many rules of the emulator hold; undefined if no test is named by one. */
export const ruleLine = (tests: ReadonlyArray<NamedTest>): string | undefined =>
  holdingLine(tests, { numbersIn: rulesNamed, what: "rules of the emulator" })

/** Writes how many faults are survived as promised; undefined if no test is named by one. */
export const faultLine = (tests: ReadonlyArray<NamedTest>): string | undefined =>
  holdingLine(tests, { numbersIn: faultsNamed, what: "faults' promises" })
