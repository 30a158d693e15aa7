import type { Reporter, TestModule } from "vitest/node"
import { rulesNamed } from "./rulesNamed.ts"

/** Tells how many rules of the emulator hold, of those that the tests of a run are named by. */
export default class ServiceRuleReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const line = ruleLine(
      modules.flatMap((module) =>
        [...module.children.allTests()].map((test) => ({ name: test.name, state: test.result().state }))
      )
    )
    if (line !== undefined) process.stdout.write(`\n${line}\n`)
  }
}

/**
 * Writes how many of the named rules hold: one of which every test has passed, and at least one has run.
 *
 * Undefined if no test is named by a rule.
 */
export const ruleLine = (
  tests: ReadonlyArray<{ readonly name: string; readonly state: string }>
): string | undefined => {
  const states = new Map<number, ReadonlyArray<string>>()
  for (const { name, state } of tests) {
    for (const rule of rulesNamed(name)) states.set(rule, [...(states.get(rule) ?? []), state])
  }
  if (states.size === 0) return undefined
  const [failed, unseen] = [brokenBy, unprovenBy].map((is) =>
    [...states]
      .filter(([, seen]) => is(seen))
      .map(([rule]) => rule)
      .sort((one, other) => one - other)
  )
  const holding = states.size - failed!.length - unseen!.length
  return [
    `${holding} of ${states.size} rules of the emulator hold`,
    ...(failed!.length === 0 ? [] : [`broken: ${failed!.join(", ")}`]),
    ...(unseen!.length === 0 ? [] : [`not run: ${unseen!.join(", ")}`])
  ].join("; ")
}

const brokenBy = (states: ReadonlyArray<string>): boolean => states.includes("failed")
const unprovenBy = (states: ReadonlyArray<string>): boolean => !brokenBy(states) && !states.includes("passed")
